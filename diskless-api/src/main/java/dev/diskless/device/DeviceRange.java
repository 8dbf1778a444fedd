package dev.diskless.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A part of a device, for example a partition. Closing it leaves the device open. Thread rule: that of the device. */
final class DeviceRange implements BlockDevice {

    private final BlockDevice device;
    private final long start;
    private final long length;

    DeviceRange(BlockDevice device, long start, long length) {
        this.device = Objects.requireNonNull(device);
        Objects.checkFromIndexSize(start, length, device.size());
        if (start % device.sectorSize() != 0 || length % device.sectorSize() != 0) {
            throw new IllegalArgumentException("start " + start + " and length " + length
                    + " must be multiples of the sector size " + device.sectorSize());
        }
        this.start = start;
        this.length = length;
    }

    @Override
    public long size() {
        return length;
    }

    @Override
    public int sectorSize() {
        return device.sectorSize();
    }

    @Override
    public boolean isReadOnly() {
        return device.isReadOnly();
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        Objects.checkFromIndexSize(position, target.remaining(), length);
        device.read(start + position, target);
    }

    @Override
    public void write(long position, ByteBuffer source) throws IOException {
        Objects.checkFromIndexSize(position, source.remaining(), length);
        device.write(start + position, source);
    }

    @Override
    public void zero(long position, long count) throws IOException {
        Objects.checkFromIndexSize(position, count, length);
        device.zero(start + position, count);
    }

    @Override
    public void flush() throws IOException {
        device.flush();
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return device + " [" + start + ", +" + length + "]";
    }
}
