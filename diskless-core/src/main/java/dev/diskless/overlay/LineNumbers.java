package dev.diskless.overlay;

import java.util.Arrays;
import java.util.List;

/** Gives each line of some texts a number, the same to lines that are the same, so that comparing them is cheap. */
final class LineNumbers {

    // Past so many equal hashes in a row the text was made to collide; then a line counts as one of its own.
    private static final int MAX_PROBES = 256;

    private final int[] slots;
    private final TextLines[] owners;
    private final int[] lines;
    private int known;

    private LineNumbers(int total) {
        this.slots = new int[Integer.highestOneBit(Math.max(4, total + total / 2)) * 2];
        this.owners = new TextLines[total];
        this.lines = new int[total];
        Arrays.fill(slots, -1);
    }

    static int[][] of(List<TextLines> texts) {
        LineNumbers numbers =
                new LineNumbers(texts.stream().mapToInt(TextLines::count).sum());
        int[][] result = new int[texts.size()][];
        for (int t = 0; t < result.length; t++) {
            TextLines text = texts.get(t);
            result[t] = new int[text.count()];
            for (int line = 0; line < text.count(); line++) {
                result[t][line] = numbers.number(text, line);
            }
        }
        return result;
    }

    private int number(TextLines text, int line) {
        int slot = text.hash(line) & (slots.length - 1);
        for (int probe = 0; probe < MAX_PROBES && slots[slot] >= 0; probe++) {
            int candidate = slots[slot];
            if (text.isSame(line, owners[candidate], lines[candidate])) {
                return candidate;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        owners[known] = text;
        lines[known] = line;
        if (slots[slot] < 0) {
            slots[slot] = known;
        }
        return known++;
    }
}
