package dev.diskless.overlay;

import dev.diskless.overlay.LineDiff.Change;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Merges what two sides made of one text, line by line, as {@code diff3 -m} and {@code git merge-file} do: changes that
 * overlap or touch are a conflict unless they are the same.
 */
final class LineMerge {

    private final TextLines[] texts;
    private final int[][] numbers;
    private final List<Change> ours;
    private final List<Change> theirs;
    private final ByteArrayOutputStream merged = new ByteArrayOutputStream();
    private int nextOurs;
    private int nextTheirs;
    private int conflicts;
    private boolean openEnd;

    /**
     * What came out.
     *
     * @param text the merged text; where there are conflicts, with both sides and the base between markers
     * @param conflicts how many
     */
    record Result(byte[] text, int conflicts) {}

    private LineMerge(TextLines base, TextLines ours, TextLines theirs) {
        this.texts = new TextLines[] {base, ours, theirs};
        this.numbers = LineNumbers.of(List.of(texts));
        this.ours = LineDiff.between(numbers[0], numbers[1], LineDiff.MAX_WORK);
        this.theirs = LineDiff.between(numbers[0], numbers[2], LineDiff.MAX_WORK);
    }

    static Result of(TextLines base, TextLines ours, TextLines theirs) {
        return new LineMerge(base, ours, theirs).merge();
    }

    private Result merge() {
        int at = 0;
        while (nextOurs < ours.size() || nextTheirs < theirs.size()) {
            int start = Math.min(startOf(ours, nextOurs), startOf(theirs, nextTheirs));
            copy(0, at, start);
            at = region(start);
        }
        copy(0, at, texts[0].count());
        return new Result(merged.toByteArray(), conflicts);
    }

    private static int startOf(List<Change> changes, int index) {
        return index < changes.size() ? changes.get(index).left() : Integer.MAX_VALUE;
    }

    /** Merges all changes that hang together from a line of the base on; gives the line behind them. */
    private int region(int start) {
        int firstOurs = nextOurs;
        int firstTheirs = nextTheirs;
        int end = start;
        boolean grew = true;
        while (grew) {
            grew = false;
            if (startOf(ours, nextOurs) <= end) {
                end = Math.max(end, ours.get(nextOurs++).leftEnd());
                grew = true;
            }
            if (startOf(theirs, nextTheirs) <= end) {
                end = Math.max(end, theirs.get(nextTheirs++).leftEnd());
                grew = true;
            }
        }
        int ourStart = place(ours, firstOurs, start);
        int ourEnd = place(ours, nextOurs, end);
        int theirStart = place(theirs, firstTheirs, start);
        int theirEnd = place(theirs, nextTheirs, end);
        boolean same = Arrays.equals(numbers[1], ourStart, ourEnd, numbers[2], theirStart, theirEnd);
        if (same || nextTheirs == firstTheirs) {
            copy(1, ourStart, ourEnd);
        } else if (nextOurs == firstOurs) {
            copy(2, theirStart, theirEnd);
        } else {
            conflicts++;
            marker("<<<<<<< ours");
            copy(1, ourStart, ourEnd);
            marker("||||||| base");
            copy(0, start, end);
            marker("=======");
            copy(2, theirStart, theirEnd);
            marker(">>>>>>> theirs");
        }
        return end;
    }

    /** Where a line of the base lies in a side, given how many changes of that side come before it. */
    private static int place(List<Change> changes, int before, int line) {
        if (before == 0) {
            return line;
        }
        Change last = changes.get(before - 1);
        return last.rightEnd() + line - last.leftEnd();
    }

    private void marker(String marker) {
        // A last line without its end must not run into the marker.
        if (openEnd) {
            merged.write('\n');
        }
        merged.writeBytes((marker + "\n").getBytes(StandardCharsets.US_ASCII));
        openEnd = false;
    }

    private void copy(int text, int from, int to) {
        TextLines lines = texts[text];
        if (to > from) {
            int start = lines.start(from);
            merged.write(lines.bytes(), start, lines.start(to) - start);
            openEnd = !lines.isEnded(to - 1);
        }
    }
}
