package dev.diskless.examples.storage;

import dev.diskless.device.BlockDevice;
import dev.diskless.device.RamDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Remembers every write since it was made, and gives the device that a power cut after so many of them leaves: what was
 * flushed, and of the rest whole sectors that follow from a seed.
 */
final class CutDevice implements BlockDevice {

    private record Write(long position, byte[] bytes) {}

    private final RamDevice start;
    private final RamDevice device;

    // A flush is null.
    private final List<Write> changes = new ArrayList<>();

    CutDevice(RamDevice start) throws IOException {
        this.start = start;
        this.device = copy(start);
    }

    private static RamDevice copy(RamDevice from) throws IOException {
        RamDevice copy = new RamDevice(from.size());
        ByteBuffer piece = ByteBuffer.allocate(1 << 20);
        for (long at = 0; at < from.size(); at += piece.capacity()) {
            piece.clear().limit((int) Math.min(piece.capacity(), from.size() - at));
            from.read(at, piece);
            copy.write(at, piece.flip());
        }
        return copy;
    }

    int changes() {
        return changes.size();
    }

    RamDevice after(int count, long seed) throws IOException {
        Random random = new Random(seed);
        RamDevice left = copy(start);
        int flushed = changes.subList(0, count).lastIndexOf(null);
        for (int i = 0; i < count; i++) {
            Write write = changes.get(i);
            for (int at = 0; write != null && at < write.bytes().length; at += sectorSize()) {
                if (i < flushed || random.nextBoolean()) {
                    left.write(write.position() + at, ByteBuffer.wrap(write.bytes(), at, sectorSize()));
                }
            }
        }
        return left;
    }

    @Override
    public synchronized void write(long position, ByteBuffer source) throws IOException {
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        changes.add(new Write(position, bytes));
        device.write(position, ByteBuffer.wrap(bytes));
    }

    @Override
    public void zero(long position, long length) throws IOException {
        write(position, ByteBuffer.allocate((int) length));
    }

    @Override
    public synchronized void flush() {
        changes.add(null);
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
        return false;
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        device.read(position, target);
    }

    @Override
    public void close() {
        // It is memory.
    }
}
