package dev.diskless.overlay;

import java.util.Arrays;
import java.util.Optional;

/**
 * A text as lines of bytes, each with its line feed; the last may lack it. Two lines are the same if their bytes are.
 */
final class TextLines {

    /** Most lines of a text; one with more is not compared by lines. */
    static final int MAX_LINES = 1 << 18;

    static final TextLines EMPTY = new TextLines(new byte[0], new int[1]);

    private final byte[] bytes;
    private final int[] starts;

    private TextLines(byte[] bytes, int[] starts) {
        this.bytes = bytes;
        this.starts = starts;
    }

    /** The lines of a file; none if it has a zero byte, which no text has, or too many lines. */
    static Optional<TextLines> of(byte[] bytes) {
        int count = 0;
        for (byte b : bytes) {
            if (b == 0) {
                return Optional.empty();
            }
            count += b == '\n' ? 1 : 0;
        }
        if (count >= MAX_LINES) {
            return Optional.empty();
        }
        boolean openEnd = bytes.length > 0 && bytes[bytes.length - 1] != '\n';
        int[] starts = new int[count + (openEnd ? 2 : 1)];
        int line = 1;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                starts[line++] = i + 1;
            }
        }
        starts[starts.length - 1] = bytes.length;
        return Optional.of(new TextLines(bytes, starts));
    }

    int count() {
        return starts.length - 1;
    }

    byte[] bytes() {
        return bytes;
    }

    int start(int line) {
        return starts[line];
    }

    int length(int line) {
        return starts[line + 1] - starts[line];
    }

    boolean isEnded(int line) {
        return bytes[starts[line + 1] - 1] == '\n';
    }

    byte[] line(int line) {
        return Arrays.copyOfRange(bytes, starts[line], starts[line + 1]);
    }

    boolean isSame(int line, TextLines other, int otherLine) {
        return Arrays.equals(
                bytes,
                starts[line],
                starts[line + 1],
                other.bytes,
                other.starts[otherLine],
                other.starts[otherLine + 1]);
    }

    int hash(int line) {
        int hash = 0;
        for (int i = starts[line]; i < starts[line + 1]; i++) {
            hash = 31 * hash + bytes[i];
        }
        // Spreads what short lines have in their low bits; texts made to collide only cost their own comparison.
        return hash ^ hash >>> 15;
    }
}
