package dev.diskless.examples.tree;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;

/** Copies the bytes of files through one buffer. Blocks of zeros become holes, if the target was opened as sparse. */
final class ContentCopy {

    private static final int BUFFER = 1 << 20;

    private final int block;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer zeros;

    /**
     * Copies to one file system.
     *
     * @param block the size of its blocks, at most 1 MiB
     */
    ContentCopy(int block) {
        this.block = block;
        this.zeros = ByteBuffer.allocateDirect(block);
    }

    /** Copies everything to a new file; gives the number of bytes. */
    long copy(ReadableByteChannel from, SeekableByteChannel to) throws IOException {
        long done = 0;
        boolean hole = false;
        while (true) {
            boolean ended = fill(from);
            int length = buffer.flip().limit();
            for (int at = 0; at < length; ) {
                int start = at;
                hole = isZero(at, length);
                do {
                    at = Math.min(at + block, length);
                } while (at < length && isZero(at, length) == hole);
                if (!hole) {
                    write(to, done + start, buffer.limit(at).position(start));
                    buffer.limit(length);
                }
            }
            done += length;
            if (ended) {
                break;
            }
        }
        if (hole) {
            // A channel grows a file by writing only.
            write(to, done - 1, zeros.clear().limit(1));
        }
        return done;
    }

    private boolean fill(ReadableByteChannel from) throws IOException {
        buffer.clear();
        while (buffer.hasRemaining()) {
            if (from.read(buffer) < 0) {
                return true;
            }
        }
        return false;
    }

    private boolean isZero(int at, int length) {
        // Most blocks that are no zeros show it at once.
        if (buffer.get(at) != 0) {
            return false;
        }
        int count = Math.min(block, length - at);
        return buffer.duplicate()
                .limit(at + count)
                .position(at)
                .equals(zeros.clear().limit(count));
    }

    private static void write(SeekableByteChannel to, long position, ByteBuffer bytes) throws IOException {
        if (to.position() != position) {
            to.position(position);
        }
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }
}
