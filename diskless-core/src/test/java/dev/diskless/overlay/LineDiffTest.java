package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineDiffTest {

    private static final int ROUNDS = 20_000;

    @Test
    void changesTurnOneTextIntoTheOtherWithAsFewLinesAsPossible() {
        Random random = new Random(7);
        for (int round = 0; round < ROUNDS; round++) {
            int[] left = text(random, random.nextInt(24), 1 + random.nextInt(5));
            int[] right = text(random, random.nextInt(24), 1 + random.nextInt(5));
            List<LineDiff.Change> changes = LineDiff.between(left, right, LineDiff.MAX_WORK);
            assertArrayEquals(right, apply(left, right, changes), () -> Arrays.toString(left));
            int expected = left.length + right.length - 2 * commonLength(left, right);
            assertEquals(expected, size(changes), () -> Arrays.toString(left) + " " + Arrays.toString(right));
        }
    }

    @Test
    void whatIsTooMuchWorkCountsAsReplaced() {
        Random random = new Random(8);
        for (int round = 0; round < 200; round++) {
            int[] left = text(random, 300, 20);
            int[] right = text(random, 300, 20);
            List<LineDiff.Change> changes = LineDiff.between(left, right, random.nextInt(4000));
            assertArrayEquals(right, apply(left, right, changes));
        }
    }

    @Test
    void longTextsWithoutACommonLineEnd() {
        int[] left = IntStream.range(0, TextLines.MAX_LINES).toArray();
        int[] right = IntStream.range(0, TextLines.MAX_LINES)
                .map(i -> TextLines.MAX_LINES + i)
                .toArray();
        assertEquals(
                List.of(new LineDiff.Change(0, left.length, 0, right.length)),
                LineDiff.between(left, right, LineDiff.MAX_WORK));
    }

    @Test
    void aRepeatedBlockIsInsertedBehindTheFirst() {
        int[] left = {1, 2, 3};
        int[] right = {1, 2, 1, 2, 3};
        assertEquals(List.of(new LineDiff.Change(2, 2, 2, 4)), LineDiff.between(left, right, LineDiff.MAX_WORK));
    }

    @Test
    void linesThatHashAlikeAreToldApart() {
        StringBuilder text = new StringBuilder();
        Random random = new Random(9);
        for (int i = 0; i < 3000; i++) {
            for (int j = 0; j < 12; j++) {
                text.append(random.nextBoolean() ? "Aa" : "BB");
            }
            text.append('\n');
        }
        TextLines lines = TextLines.of(text.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .orElseThrow();
        int[][] numbers = LineNumbers.of(List.of(lines, lines));
        for (int i = 1; i < lines.count(); i++) {
            if (numbers[0][i] == numbers[0][i - 1]) {
                assertTrue(lines.isSame(i, lines, i - 1));
            }
        }
    }

    private static int[] text(Random random, int length, int alphabet) {
        return random.ints(length, 0, alphabet).toArray();
    }

    private static int size(List<LineDiff.Change> changes) {
        return changes.stream()
                .mapToInt(c -> c.leftEnd() - c.left() + c.rightEnd() - c.right())
                .sum();
    }

    private static int[] apply(int[] left, int[] right, List<LineDiff.Change> changes) {
        IntStream.Builder result = IntStream.builder();
        int at = 0;
        for (LineDiff.Change change : changes) {
            for (; at < change.left(); at++) {
                result.add(left[at]);
            }
            for (int i = change.right(); i < change.rightEnd(); i++) {
                result.add(right[i]);
            }
            at = change.leftEnd();
        }
        for (; at < left.length; at++) {
            result.add(left[at]);
        }
        return result.build().toArray();
    }

    private static int commonLength(int[] a, int[] b) {
        int[][] table = new int[a.length + 1][b.length + 1];
        for (int i = a.length - 1; i >= 0; i--) {
            for (int j = b.length - 1; j >= 0; j--) {
                table[i][j] = a[i] == b[j] ? 1 + table[i + 1][j + 1] : Math.max(table[i + 1][j], table[i][j + 1]);
            }
        }
        return table[0][0];
    }
}
