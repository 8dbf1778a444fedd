package dev.diskless.ext4.internal.check;

import dev.diskless.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads blocks of a device that may be shorter than its volume. */
final class Source {

    private final BlockDevice device;
    private final int blockSize;

    Source(BlockDevice device, int blockSize) {
        this.device = device;
        this.blockSize = blockSize;
    }

    /** Whether the device has these blocks. */
    boolean holds(long block, long count) {
        long last = device.size() / blockSize;
        return block >= 0 && count <= last && block <= last - count;
    }

    /** Fills an array from a block on; false, and nothing read, if that leaves the device. */
    boolean read(long block, byte[] into) throws IOException {
        return read(block, into, into.length);
    }

    boolean read(long block, byte[] into, int length) throws IOException {
        if (!holds(block, (length + blockSize - 1L) / blockSize)) {
            return false;
        }
        device.read(block * blockSize, ByteBuffer.wrap(into, 0, length));
        return true;
    }

    /** A new array with a block; null if it lies outside the device. */
    byte @org.jspecify.annotations.Nullable [] block(long number) throws IOException {
        byte[] bytes = new byte[blockSize];
        return read(number, bytes) ? bytes : null;
    }
}
