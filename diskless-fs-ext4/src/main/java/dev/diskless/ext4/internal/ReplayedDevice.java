package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.util.Map;
import java.util.Objects;

/**
 * A device as it would be after its journal was replayed; nothing is written. What is kept is where in the journal the
 * newest content of a block lies, not the content. Closing it leaves the device open. Any number of threads may read.
 */
final class ReplayedDevice implements BlockDevice {

    private static final int ESCAPED = 1;

    private final BlockDevice device;
    private final int blockSize;
    private final Map<Long, Long> newest;

    /**
     * A view of a device.
     *
     * @param device the device
     * @param blockSize bytes in a block
     * @param newest where the newest content lies, as {@link #place} gives it, by block; must not change any more
     */
    ReplayedDevice(BlockDevice device, int blockSize, Map<Long, Long> newest) {
        this.device = device;
        this.blockSize = blockSize;
        this.newest = newest;
    }

    /** A block of the device, and whether its first word must be put back. */
    static long place(long block, boolean escaped) {
        return block << 1 | (escaped ? ESCAPED : 0);
    }

    @Override
    public long size() {
        return device.size();
    }

    @Override
    public int sectorSize() {
        return device.sectorSize();
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        Objects.checkFromIndexSize(position, target.remaining(), size());
        int limit = target.limit();
        long at = position;
        long end = position + target.remaining();
        while (at < end) {
            Long place = newest.get(at / blockSize);
            long stop = Math.min(end, (at / blockSize + 1) * blockSize);
            while (place == null && stop < end && !newest.containsKey(stop / blockSize)) {
                stop = Math.min(end, stop + blockSize);
            }
            target.limit(target.position() + (int) (stop - at));
            if (place == null) {
                device.read(at, target);
            } else {
                readFromJournal(place, (int) (at % blockSize), target);
            }
            target.limit(limit);
            at = stop;
        }
    }

    private void readFromJournal(long place, int into, ByteBuffer target) throws IOException {
        int start = target.position();
        device.read((place >> 1) * blockSize + into, target);
        if ((place & ESCAPED) != 0) {
            for (int i = into; i < 4 && start + i - into < target.position(); i++) {
                target.put(start + i - into, (byte) (JournalReplay.MAGIC >>> 24 - 8 * i));
            }
        }
    }

    @Override
    public void write(long position, ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public void zero(long position, long length) {
        throw new NonWritableChannelException();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public String toString() {
        return device.toString();
    }
}
