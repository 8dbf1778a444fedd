package dev.diskless.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.util.Objects;

/** A view of a device that refuses writes. Closing it closes the device. Thread rule: that of the device. */
public final class ReadOnlyDevice implements BlockDevice {

    private final BlockDevice device;

    /**
     * A view of a device.
     *
     * @param device the device to protect
     */
    public ReadOnlyDevice(BlockDevice device) {
        this.device = Objects.requireNonNull(device);
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
        device.read(position, target);
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
    public void close() throws IOException {
        device.close();
    }

    @Override
    public String toString() {
        return device + " (read-only)";
    }
}
