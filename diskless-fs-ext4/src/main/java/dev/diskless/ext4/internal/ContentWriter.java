package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Collects content that lies side by side on the device, so that many small files are written in one request. Large
 * requests go straight through. Not thread-safe.
 */
final class ContentWriter {

    private static final int CAPACITY = 1 << 20;

    private final BlockDevice device;
    // Outside the heap, so that the JDK need not copy it there for the host.
    private @Nullable ByteBuffer pending;
    private long start;
    private int length;
    private boolean hasWritten;

    ContentWriter(BlockDevice device) {
        this.device = device;
    }

    /** Writes all remaining bytes of a buffer, sooner or later. */
    void write(long position, ByteBuffer source) throws IOException {
        long at = position;
        while (source.hasRemaining()) {
            boolean touches = length > 0 && at >= start && at <= start + length && at < start + CAPACITY;
            if (!touches) {
                flush();
                if (source.remaining() >= CAPACITY) {
                    hasWritten = true;
                    device.write(at, source);
                    return;
                }
                start = at;
            }
            int into = (int) (at - start);
            int part = Math.min(source.remaining(), CAPACITY - into);
            buffer().put(into, source, source.position(), part);
            source.position(source.position() + part);
            length = Math.max(length, into + part);
            at += part;
        }
    }

    /** Writes less than a block of zeros, sooner or later. */
    void pad(long position, int count) throws IOException {
        if (count > 0) {
            write(position, ByteBuffer.allocate(count));
        }
    }

    /** Writes zeros. */
    void zero(long position, long count) throws IOException {
        flush();
        hasWritten = true;
        device.zero(position, count);
    }

    /** Writes what was collected. */
    void flush() throws IOException {
        if (length > 0) {
            int count = length;
            length = 0;
            hasWritten = true;
            device.write(start, buffer().limit(count));
        }
    }

    private ByteBuffer buffer() {
        ByteBuffer buffer = pending;
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(CAPACITY);
            pending = buffer;
        }
        return buffer.clear();
    }

    /** Writes what was collected; tells whether anything was written since this was asked last. */
    boolean settle() throws IOException {
        flush();
        boolean written = hasWritten;
        hasWritten = false;
        return written;
    }
}
