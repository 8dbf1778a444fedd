package dev.diskless.contract.device;

import dev.diskless.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Passes everything on to another device and remembers what changed it. Not safe for several threads. */
public final class RecordingDevice implements BlockDevice {

    private final BlockDevice device;
    private final List<String> changes = new ArrayList<>();
    private boolean closed;

    /** A device that watches another. */
    public RecordingDevice(BlockDevice device) {
        this.device = device;
    }

    /** Writes, zeroings and flushes so far, each as {@code write 0+512}, {@code zero 0+512} or {@code flush}. */
    public List<String> changes() {
        return List.copyOf(changes);
    }

    /** Whether somebody closed it. */
    public boolean isClosed() {
        return closed;
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
        return device.isReadOnly();
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        device.read(position, target);
    }

    @Override
    public void write(long position, ByteBuffer source) throws IOException {
        changes.add("write " + position + "+" + source.remaining());
        device.write(position, source);
    }

    @Override
    public void zero(long position, long length) throws IOException {
        changes.add("zero " + position + "+" + length);
        device.zero(position, length);
    }

    @Override
    public void flush() throws IOException {
        changes.add("flush");
        device.flush();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        device.close();
    }

    @Override
    public String toString() {
        return device.toString();
    }
}
