package dev.diskless.overlay;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes the hunks of a unified diff with three lines of context (POSIX {@code diff -u}, "Diff -u or -U Output Format").
 */
final class UnifiedHunks {

    private static final int CONTEXT = 3;
    private static final byte[] NO_END = "\n\\ No newline at end of file\n".getBytes(StandardCharsets.US_ASCII);

    private final TextLines left;
    private final TextLines right;
    private final OutputStream out;

    UnifiedHunks(TextLines left, TextLines right, OutputStream out) {
        this.left = left;
        this.right = right;
        this.out = out;
    }

    void write(List<LineDiff.Change> changes) throws IOException {
        int first = 0;
        while (first < changes.size()) {
            int last = first;
            while (last + 1 < changes.size()
                    && changes.get(last + 1).left() - changes.get(last).leftEnd() <= 2 * CONTEXT) {
                last++;
            }
            hunk(changes.subList(first, last + 1));
            first = last + 1;
        }
    }

    private void hunk(List<LineDiff.Change> changes) throws IOException {
        LineDiff.Change first = changes.get(0);
        LineDiff.Change last = changes.get(changes.size() - 1);
        int before = Math.min(CONTEXT, first.left());
        int after = Math.min(CONTEXT, left.count() - last.leftEnd());
        int from = first.left() - before;
        text("@@ -" + range(from, last.leftEnd() + after) + " +"
                + range(first.right() - before, last.rightEnd() + after) + " @@\n");
        int at = from;
        for (LineDiff.Change change : changes) {
            lines(' ', left, at, change.left());
            lines('-', left, change.left(), change.leftEnd());
            lines('+', right, change.right(), change.rightEnd());
            at = change.leftEnd();
        }
        lines(' ', left, at, last.leftEnd() + after);
    }

    // A range without lines is named by the line before it.
    private static String range(int from, int end) {
        int count = end - from;
        return count == 1 ? String.valueOf(from + 1) : (count == 0 ? from : from + 1) + "," + count;
    }

    private void lines(char mark, TextLines text, int from, int end) throws IOException {
        for (int line = from; line < end; line++) {
            out.write(mark);
            out.write(text.bytes(), text.start(line), text.length(line));
            if (!text.isEnded(line)) {
                out.write(NO_END);
            }
        }
    }

    private void text(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
