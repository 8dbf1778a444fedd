package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A device that remembers whether it failed: a file system that missed a write must not be completed. */
final class WatchedDevice implements BlockDevice {

    private final BlockDevice device;
    private volatile @Nullable IOException failure;

    WatchedDevice(BlockDevice device) {
        this.device = device;
    }

    /** Fails if an earlier call did. */
    void requireUnharmed() throws IOException {
        IOException cause = failure;
        if (cause != null) {
            throw new DisklessException(
                    FaultDetail.of(FaultCode.IO, "the file system is not complete, because the device failed before")
                            .at(device),
                    cause);
        }
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
        watch(() -> device.read(position, target));
    }

    @Override
    public void write(long position, ByteBuffer source) throws IOException {
        watch(() -> device.write(position, source));
    }

    @Override
    public void zero(long position, long length) throws IOException {
        watch(() -> device.zero(position, length));
    }

    @Override
    public void flush() throws IOException {
        watch(device::flush);
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return device.toString();
    }

    private void watch(Transfer transfer) throws IOException {
        try {
            transfer.run();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private interface Transfer {
        void run() throws IOException;
    }
}
