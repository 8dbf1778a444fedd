package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.medium.FormatOptions;

/**
 * What a new file system is to be like. Zero stands for what mkfs.ext4 would choose for the size of the device.
 *
 * @param identity label, UUID, seed and time
 * @param features what the volume has
 * @param blockSize bytes; 0, 1024, 2048 or 4096
 * @param inodeSize bytes; 128, 256, 512 or 1024
 * @param bytesPerInode one inode for so many bytes of the device; or 0
 * @param inodeCount number of inodes, which is rounded up to fill blocks; or 0
 * @param reservedPercent share of the blocks that only root may fill, 0..50
 * @param lazyTables whether the unused parts of inode tables are left as they are
 * @param journalSize bytes; or 0
 */
public record FormatRequest(
        FormatOptions identity,
        Features features,
        int blockSize,
        int inodeSize,
        long bytesPerInode,
        long inodeCount,
        double reservedPercent,
        boolean lazyTables,
        long journalSize) {

    /** Bytes in an inode if nothing else was asked for. */
    public static final int INODE_SIZE = 256;

    private static final double RESERVED_PERCENT = 5.0;

    /** A request for some features and the defaults of mkfs.ext4. */
    public static FormatRequest of(FormatOptions identity, Features features) {
        return new FormatRequest(identity, features, 0, INODE_SIZE, 0, 0, RESERVED_PERCENT, false, 0);
    }
}
