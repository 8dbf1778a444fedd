package dev.diskless.ext4.powercut;

import dev.diskless.device.BlockDevice;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/** An array as a device. */
final class ImageDevice implements BlockDevice {

    private final byte[] image;
    private final int sectorSize;

    ImageDevice(byte[] image, int sectorSize) {
        this.image = image;
        this.sectorSize = sectorSize;
    }

    byte[] image() {
        return image;
    }

    @Override
    public long size() {
        return image.length;
    }

    @Override
    public int sectorSize() {
        return sectorSize;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public void read(long position, ByteBuffer target) {
        Objects.checkFromIndexSize(position, target.remaining(), (long) image.length);
        target.put(image, (int) position, target.remaining());
    }

    @Override
    public void write(long position, ByteBuffer source) {
        Objects.checkFromIndexSize(position, source.remaining(), (long) image.length);
        source.get(image, (int) position, source.remaining());
    }

    @Override
    public void zero(long position, long length) {
        Objects.checkFromIndexSize(position, length, (long) image.length);
        Arrays.fill(image, (int) position, (int) (position + length), (byte) 0);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
