package dev.diskless.livehost.internal;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * What an open block device says of itself.
 *
 * @param path as the caller named it
 * @param size in bytes, whole sectors
 * @param sectorSize the logical one: 512 or 4096
 * @param physicalSectorSize what it writes without reading first
 * @param writeProtected whether the kernel refuses writes
 */
record DeviceFacts(Path path, long size, int sectorSize, int physicalSectorSize, boolean writeProtected) {

    private static final long LARGEST = Long.MAX_VALUE >> 1;

    static DeviceFacts read(SystemCalls calls, Path path, int descriptor, boolean writing) throws IOException {
        try {
            ByteBuffer answer = Ioctl.answer();
            calls.ioctl(descriptor, Ioctl.blkGetSize64(calls.sizeOfSizeT()), answer);
            long size = answer.getLong(0);
            calls.ioctl(descriptor, Ioctl.BLKSSZGET, answer);
            int logical = answer.getInt(0);
            calls.ioctl(descriptor, Ioctl.BLKPBSZGET, answer);
            int physical = answer.getInt(0);
            calls.ioctl(descriptor, Ioctl.BLKROGET, answer);
            boolean writeProtected = answer.getInt(0) != 0;
            if (size < 0 || size > LARGEST || logical < 512 || Integer.bitCount(logical) != 1) {
                throw new CorruptInputException(CorruptInputException.detail("the driver gives impossible sizes")
                        .at(path)
                        .found(size + " bytes, sectors of " + logical));
            }
            if (size == 0) {
                throw Refusal.toOpen(path, writing, new Errno(Errno.ENOMEDIUM));
            }
            int sector = sector(path, logical, writing);
            return new DeviceFacts(path, size / sector * sector, sector, Math.max(physical, sector), writeProtected);
        } catch (Errno e) {
            throw e.number() == Errno.ENOTTY ? Refusal.noBlockDevice(path) : Refusal.toOpen(path, writing, e);
        }
    }

    private static int sector(Path path, int logical, boolean writing) throws IOException {
        if (logical == 512 || logical == 4096) {
            return logical;
        }
        // Optical media: what is on them counts in 512 bytes wherever it counts in less than their sectors.
        if (logical == 2048 && !writing) {
            return 512;
        }
        throw new UnsupportedFeatureException(UnsupportedFeatureException.detail("size of logical sectors")
                .at(path)
                .expected("512 or 4096 bytes")
                .found(logical));
    }
}
