package dev.diskless.ext4.powercut;

import dev.diskless.device.BlockDevice;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An image in memory that remembers every write to it and the barriers between them. */
final class CutRecorder implements BlockDevice {

    private final ImageDevice device;
    private final List<Epoch> epochs = new ArrayList<>();
    private List<SectorWrite> writes = new ArrayList<>();
    private int request;
    private int durable = -1;

    CutRecorder(byte[] base, int sectorSize) {
        device = new ImageDevice(base.clone(), sectorSize);
    }

    /** From here on the result of a step must outlive a cut. */
    synchronized void promise(int step) {
        durable = step;
    }

    /** All that happened so far; what follows the last barrier is an epoch, too. */
    synchronized List<Epoch> epochs() {
        List<Epoch> all = new ArrayList<>(epochs);
        all.add(new Epoch(epochs.size(), List.copyOf(writes), durable));
        return all;
    }

    byte[] image() {
        return device.image();
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
    public synchronized void read(long position, ByteBuffer target) {
        device.read(position, target);
    }

    @Override
    public synchronized void write(long position, ByteBuffer source) {
        int length = source.remaining();
        int first = (int) (position / sectorSize());
        int end = (int) ((position + length + sectorSize() - 1) / sectorSize());
        byte[][] before = sectors(first, end);
        device.write(position, source);
        remember(first, before);
    }

    @Override
    public synchronized void zero(long position, long length) {
        int first = (int) (position / sectorSize());
        int end = (int) ((position + length + sectorSize() - 1) / sectorSize());
        byte[][] before = sectors(first, end);
        device.zero(position, length);
        remember(first, before);
    }

    private byte[][] sectors(int first, int end) {
        byte[][] sectors = new byte[end - first][];
        for (int i = 0; i < sectors.length; i++) {
            sectors[i] = sector(first + i);
        }
        return sectors;
    }

    private byte[] sector(int number) {
        int at = number * sectorSize();
        return Arrays.copyOfRange(image(), at, at + sectorSize());
    }

    private void remember(int first, byte[][] before) {
        for (int i = 0; i < before.length; i++) {
            byte[] after = sector(first + i);
            if (!Arrays.equals(before[i], after)) {
                writes.add(SectorWrite.of(first + i, after, request));
            }
        }
        request++;
    }

    @Override
    public synchronized void flush() {
        if (!writes.isEmpty()) {
            epochs.add(new Epoch(epochs.size(), List.copyOf(writes), durable));
            writes = new ArrayList<>();
        }
        request = 0;
    }

    @Override
    public void close() {}
}
