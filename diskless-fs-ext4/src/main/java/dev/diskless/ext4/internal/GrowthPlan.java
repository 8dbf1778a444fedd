package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.UnsupportedFeatureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides how large a volume becomes that fills a larger device: the numbers that resize2fs 1.47 chooses. */
final class GrowthPlan {

    private static final long MAX_32 = 0xFFFFFFFFL;
    private static final int PAGE = 4096;
    private static final int USEFUL_BLOCKS = 50;

    private GrowthPlan() {}

    /** The numbers of the volume that fills its device; empty if it does so already. */
    static Optional<FormatPlan> of(BlockDevice device, Superblock superblock, VolumeGeometry geometry)
            throws IOException {
        requireFeatures(device, geometry);
        int blockSize = geometry.blockSize();
        int reserved = superblock.u16(Superblock.RESERVED_DESCRIPTOR_BLOCKS);
        boolean metaGroups = geometry.features().hasIncompatible(Features.META_BG);
        long blocks = device.size() / Math.max(PAGE, blockSize) * Math.max(PAGE, blockSize) / blockSize;
        if (blocks > MAX_32 && !geometry.features().hasIncompatible(Features.SIXTY_FOUR_BIT)) {
            throw refused(device, "the device is too large for 32-bit block numbers", MAX_32 + " blocks", blocks);
        }
        while (true) {
            long groups = ceil(blocks - geometry.firstDataBlock(), geometry.blocksPerGroup());
            if (groups > FormatPlanner.MAX_GROUPS || groups * geometry.inodesPerGroup() > MAX_32) {
                long most = Math.min(FormatPlanner.MAX_GROUPS, MAX_32 / geometry.inodesPerGroup());
                throw refused(device, "the device is too large for this file system", most + " groups", groups);
            }
            int table = (int) ceil(groups, blockSize / geometry.descriptorSize());
            long rest = (blocks - geometry.firstDataBlock()) % geometry.blocksPerGroup();
            long needed = 2 + geometry.inodeTableBlocks();
            needed += geometry.hasSuperblock(groups - 1) ? 1 + table + reserved : 0;
            if (groups > 1 && rest != 0 && rest < needed + USEFUL_BLOCKS) {
                blocks -= rest;
                continue;
            }
            if (blocks <= geometry.blocks()) {
                return Optional.empty();
            }
            int more = table - (int) ceil(geometry.groups(), blockSize / geometry.descriptorSize());
            if (!metaGroups && more > reserved) {
                throw refused(
                        device, "no room for the descriptors of so many groups", reserved + " blocks of them", more);
            }
            double percent = superblock.reservedBlocksCount() * 100.0 / geometry.blocks();
            return Optional.of(new FormatPlan(
                    geometry.features(),
                    blockSize,
                    geometry.inodeSize(),
                    blocks,
                    (long) (percent * blocks / 100.0),
                    (int) geometry.blocksPerGroup(),
                    (int) geometry.inodesPerGroup(),
                    (int) groups,
                    table,
                    metaGroups ? reserved : reserved - more,
                    0,
                    geometry.features().hasDescriptorChecksums(),
                    superblock.u8(Superblock.LOG_GROUPS_PER_FLEX)));
        }
    }

    private static void requireFeatures(BlockDevice device, VolumeGeometry geometry) throws IOException {
        Features features = geometry.features();
        List<String> refused = new ArrayList<>(features.unwritable());
        if (features.hasCompatible(Features.SPARSE_SUPER2)) {
            refused.add("sparse_super2");
        }
        if (features.hasIncompatible(Features.META_BG) && geometry.firstMetaGroup() != 0) {
            refused.add("meta_bg in a part only");
        }
        if (geometry.descriptorSize() != FormatPlan.descriptorSize(features)) {
            refused.add("large group descriptors");
        }
        if (geometry.inodesPerGroup() % 8 != 0 || geometry.blockSize() % geometry.inodeSize() != 0) {
            refused.add("an odd number of inodes");
        }
        if (!refused.isEmpty()) {
            throw new UnsupportedFeatureException(UnsupportedFeatureException.detail(
                            "the file system cannot grow here: it uses " + String.join(", ", refused))
                    .at(device, Superblock.POSITION + Superblock.COMPATIBLE)
                    .found(refused.get(0))
                    .cure("use resize2fs"));
        }
    }

    private static InvalidRequestException refused(BlockDevice device, String what, String most, long found) {
        return new InvalidRequestException(InvalidRequestException.detail(what)
                .at(device)
                .expected("at most " + most)
                .found(found)
                .cure("make the partition smaller, or make a new file system"));
    }

    private static long ceil(long number, long divisor) {
        return (number + divisor - 1) / divisor;
    }
}
