package dev.diskless.initramfs;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;

/**
 * A stream with a window on what comes next and a count of what was taken, so that a decoder can stop exactly where its
 * data ends. For one thread.
 */
final class ByteWindow extends InputStream {

    private final InputStream source;
    private final byte[] window = new byte[1 << 16];
    private int start;
    private int end;
    private long taken;

    ByteWindow(InputStream source) {
        this.source = source;
    }

    /** Bytes taken since the start of the stream. */
    long position() {
        return taken;
    }

    /** The byte {@code ahead} places further on, or -1 if the stream ends before it; {@code ahead} below 64. */
    int peek(int ahead) throws IOException {
        while (end - start <= ahead) {
            if (!fill()) {
                return -1;
            }
        }
        return window[start + ahead] & 0xff;
    }

    /** Gives what lies in the window to an inflater; false at the end of the stream. */
    boolean feed(Inflater inflater) throws IOException {
        if (start == end && !fill()) {
            return false;
        }
        inflater.setInput(window, start, end - start);
        return true;
    }

    /** Takes bytes that lie in the window. */
    void take(int count) {
        start += count;
        taken += count;
    }

    private boolean fill() throws IOException {
        if (start > 0) {
            System.arraycopy(window, start, window, 0, end - start);
            end -= start;
            start = 0;
        }
        int count = source.read(window, end, window.length - end);
        if (count <= 0) {
            return false;
        }
        end += count;
        return true;
    }

    @Override
    public int read() throws IOException {
        int value = peek(0);
        if (value >= 0) {
            take(1);
        }
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (start == end && !fill()) {
            return -1;
        }
        int count = Math.min(length, end - start);
        System.arraycopy(window, start, target, offset, count);
        take(count);
        return count;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
