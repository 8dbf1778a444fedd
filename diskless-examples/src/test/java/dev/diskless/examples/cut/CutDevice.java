package dev.diskless.examples.cut;

import dev.diskless.device.BlockDevice;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * An image in memory that remembers every sector that is written to it, and the barriers between. A cut keeps all that
 * was written before the last barrier, and of the rest any part.
 */
final class CutDevice implements BlockDevice {

    static final int SECTOR = 512;

    private record Write(int sector, byte[] content) {}

    private final byte[] image;
    private final byte[] base;
    private final List<List<Write>> epochs = new ArrayList<>(List.of(new ArrayList<>()));
    private int promised = Integer.MAX_VALUE;

    CutDevice(byte[] image) {
        this.image = image;
        this.base = image.clone();
    }

    byte[] image() {
        return image;
    }

    /** From here on what was done must outlive a cut. */
    void promise() {
        promised = writes();
    }

    int writes() {
        return epochs.stream().mapToInt(List::size).sum();
    }

    /** Whether what was done had been promised when so many sectors had been written. */
    boolean isPromised(int writes) {
        return writes >= promised;
    }

    /** The image after a cut behind so many sectors, all of which arrived. */
    byte[] prefix(int writes) {
        byte[] state = base.clone();
        int left = writes;
        for (List<Write> epoch : epochs) {
            for (Write write : epoch.subList(0, Math.min(left, epoch.size()))) {
                put(state, write);
            }
            left = Math.max(0, left - epoch.size());
        }
        return state;
    }

    /** The image after a cut behind so many sectors, of which those behind the last barrier arrived by chance. */
    byte[] chance(int writes, Random random) {
        byte[] state = base.clone();
        int left = writes;
        for (List<Write> epoch : epochs) {
            int count = Math.min(left, epoch.size());
            boolean settled = count == epoch.size() && left > epoch.size();
            int percent = 10 + random.nextInt(90);
            for (Write write : epoch.subList(0, count)) {
                if (settled || random.nextInt(100) < percent) {
                    put(state, write);
                }
            }
            left -= count;
            if (left == 0) {
                break;
            }
        }
        return state;
    }

    private static void put(byte[] state, Write write) {
        System.arraycopy(write.content(), 0, state, write.sector() * SECTOR, SECTOR);
    }

    @Override
    public long size() {
        return image.length;
    }

    @Override
    public int sectorSize() {
        return SECTOR;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public synchronized void read(long position, ByteBuffer target) {
        target.put(image, (int) position, target.remaining());
    }

    @Override
    public synchronized void write(long position, ByteBuffer source) {
        int length = source.remaining();
        source.get(image, (int) position, length);
        remember(position, length);
    }

    @Override
    public synchronized void zero(long position, long length) {
        Arrays.fill(image, (int) position, (int) (position + length), (byte) 0);
        remember(position, length);
    }

    private void remember(long position, long length) {
        List<Write> epoch = epochs.get(epochs.size() - 1);
        for (long at = position / SECTOR * SECTOR; at < position + length; at += SECTOR) {
            epoch.add(new Write((int) (at / SECTOR), Arrays.copyOfRange(image, (int) at, (int) at + SECTOR)));
        }
    }

    @Override
    public synchronized void flush() {
        if (!epochs.get(epochs.size() - 1).isEmpty()) {
            epochs.add(new ArrayList<>());
        }
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "an image in memory";
    }
}
