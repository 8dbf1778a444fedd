package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads content from a device that nobody writes. Small requests near the one before, in whichever direction, are those
 * for small files of one directory: they are served from a few larger pieces, which are kept. Any number of threads may
 * use it; while one uses the pieces, the others read by themselves.
 */
final class ContentReader {

    private static final int PIECE = 128 * 1024;
    private static final int PIECES = 8;
    private static final int SMALL = 32 * 1024;

    private final BlockDevice device;
    private final ReentrantLock lock = new ReentrantLock();
    // Outside the heap, so that the JDK need not copy from there what the host gives.
    private @Nullable ByteBuffer pieces;
    // Which piece of the device is kept in each place.
    private final long[] kept = new long[PIECES];
    private long last;

    ContentReader(BlockDevice device) {
        this.device = device;
        Arrays.fill(kept, -1);
    }

    /** Fills the remaining room of a buffer with what is at a position. */
    void read(long position, ByteBuffer target) throws IOException {
        if (target.remaining() > SMALL || !lock.tryLock()) {
            device.read(position, target);
            return;
        }
        try {
            int count = target.remaining();
            long piece = position / PIECE;
            boolean near = Math.abs(position - last) <= PIECE;
            last = position;
            int into = (int) (position % PIECE);
            int place = (int) (piece % PIECES);
            if (into + count <= PIECE && (kept[place] == piece || near && load(piece, place))) {
                target.put(buffer().slice(place * PIECE + into, count));
            } else {
                device.read(position, target);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether the piece is there whole; what fails here fails again for whoever needs it. */
    private boolean load(long piece, int place) {
        kept[place] = -1;
        if (device.size() - piece * PIECE < PIECE) {
            return false;
        }
        try {
            device.read(piece * PIECE, buffer().slice(place * PIECE, PIECE));
        } catch (IOException e) {
            return false;
        }
        kept[place] = piece;
        return true;
    }

    private ByteBuffer buffer() {
        ByteBuffer buffer = pieces;
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(PIECES * PIECE);
            pieces = buffer;
        }
        return buffer;
    }
}
