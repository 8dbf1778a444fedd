package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.UnsupportedFeatureException;
import dev.diskless.medium.WritingOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Decides whether an existing volume can be changed, and puts right what an interruption left. */
final class WritableOpening {

    /** Greatest number of groups of a volume that is changed: 512 TiB with blocks of 4 KiB. */
    private static final long MAX_GROUPS = 1 << 22;

    private static final int MAX_INODE_SIZE = 512;
    private static final int MAX_BLOCK_SIZE = 1 << 16;

    private WritableOpening() {}

    static Volume open(BlockDevice device, WritingOptions options) throws IOException {
        WatchedDevice watched = new WatchedDevice(device);
        Superblock superblock = SuperblockReader.readUsable(watched);
        if (superblock.features().hasIncompatible(Features.RECOVER)) {
            if (!options.recover()) {
                throw new InvalidRequestException(
                        InvalidRequestException.detail("the file system was not unmounted: its journal holds changes")
                                .at(device, Superblock.POSITION + Superblock.INCOMPATIBLE)
                                .expected("a clean journal")
                                .found("needs_recovery")
                                .cure("open it with recovery, or mount it once, or run e2fsck"));
            }
            JournalReplay.toDevice(watched);
            superblock = SuperblockReader.readUsable(watched);
        }
        requireFeatures(device, superblock);
        VolumeGeometry geometry = VolumeGeometry.of(superblock, watched);
        requireGeometry(device, geometry);
        if ((superblock.u16(Superblock.STATE) & Superblock.STATE_ERRORS) != 0) {
            throw new InvalidRequestException(InvalidRequestException.detail("the file system is marked as damaged")
                    .at(device, Superblock.POSITION + Superblock.STATE)
                    .expected("no error")
                    .found("an error that was met when it was in use")
                    .cure("run e2fsck"));
        }
        boolean hasOrphans = superblock.u32(Superblock.LAST_ORPHAN) != 0;
        if (!superblock.isClean() || hasOrphans) {
            Recovery.run(watched, superblock, geometry, options);
        }
        WritableVolume volume = WritableVolume.over(watched, options.clock());
        volume.directories.open(Volume.ROOT);
        return volume;
    }

    private static void requireFeatures(BlockDevice device, Superblock superblock) throws IOException {
        List<String> refused = new ArrayList<>(superblock.features().unwritable());
        if (!superblock.features().hasIncompatible(Features.EXTENTS)) {
            refused.add("no extent");
        }
        if (!refused.isEmpty()) {
            throw new UnsupportedFeatureException(UnsupportedFeatureException.detail(
                            "the file system cannot be changed here: it uses " + String.join(", ", refused))
                    .at(device, Superblock.POSITION + Superblock.COMPATIBLE)
                    .found(refused.get(0))
                    .cure("open it for reading"));
        }
    }

    private static void requireGeometry(BlockDevice device, VolumeGeometry geometry) throws IOException {
        boolean fits = geometry.groups() <= MAX_GROUPS
                && geometry.inodesPerGroup() % 8 == 0
                && geometry.inodeSize() <= MAX_INODE_SIZE
                && geometry.blockSize() < MAX_BLOCK_SIZE;
        if (!fits) {
            throw new UnsupportedFeatureException(
                    UnsupportedFeatureException.detail("a file system of this shape cannot be changed here")
                            .at(device, Superblock.POSITION)
                            .expected("inodes of at most " + MAX_INODE_SIZE + " bytes, blocks below " + MAX_BLOCK_SIZE
                                    + ", at most " + MAX_GROUPS + " groups, inodes per group a multiple of 8")
                            .found(geometry.inodeSize() + ", " + geometry.blockSize() + ", " + geometry.groups() + ", "
                                    + geometry.inodesPerGroup()));
        }
    }
}
