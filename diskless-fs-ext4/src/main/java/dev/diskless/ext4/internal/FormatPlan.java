package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.fault.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/**
 * What the size of a device decides about a new file system: the numbers that mkfs.ext4 1.47 chooses for
 * {@code -O ^has_journal,^64bit}.
 *
 * @param blockSize bytes
 * @param blocks number of blocks
 * @param reservedBlocks blocks that only root may fill
 * @param blocksPerGroup blocks in each group but the last
 * @param inodesPerGroup inodes in each group
 * @param groups number of groups
 * @param descriptorBlocks blocks of the table of group descriptors
 * @param reservedDescriptorBlocks blocks kept free behind that table so that it can grow
 */
record FormatPlan(
        int blockSize,
        long blocks,
        long reservedBlocks,
        int blocksPerGroup,
        int inodesPerGroup,
        int groups,
        int descriptorBlocks,
        int reservedDescriptorBlocks) {

    /** Bytes in an inode. */
    static final int INODE_SIZE = 256;

    /** Groups whose bitmaps and inode tables lie together, as a power of two. */
    static final int LOG_GROUPS_PER_FLEX = 4;

    /** The first inode that is not reserved: the directory {@code lost+found}. */
    static final int FIRST_INODE = 11;

    private static final long MEBI = 1 << 20;
    private static final long MAX_BLOCKS = 0xFFFFFFFFL;
    private static final int PAGE = 4096;
    private static final int GROWTH = 1024;
    private static final double RESERVED_PERCENT = 5.0;
    private static final int USEFUL_BLOCKS = 50;
    private static final int LOST_AND_FOUND_SIZE = 16 * 1024;
    private static final int LOST_AND_FOUND_MAX_BLOCKS = 12;

    /**
     * Decides for a device.
     *
     * @throws InvalidRequestException if the device is too small or too large
     */
    static FormatPlan of(long deviceSize, int sectorSize) throws InvalidRequestException {
        long size = deviceSize / PAGE * PAGE;
        int ratio = inodeRatio(size);
        int blockSize = Math.max(size < 512 * MEBI ? 1024 : 4096, sectorSize);
        long blocks = size / blockSize;
        if (blocks > MAX_BLOCKS) {
            throw new InvalidRequestException(InvalidRequestException.detail("the device is too large")
                    .expected("less than " + MAX_BLOCKS * blockSize + " bytes")
                    .found(deviceSize + " bytes"));
        }
        FormatPlan plan = divide(blockSize, blocks, blocks * blockSize / Math.max(ratio, blockSize));
        if (plan == null || plan.inodesPerGroup < FIRST_INODE || plan.freeBlocks() < 0) {
            throw new InvalidRequestException(InvalidRequestException.detail("the device is too small for ext4")
                    .found(deviceSize + " bytes")
                    .cure("1 MiB is enough"));
        }
        return plan;
    }

    private static int inodeRatio(long size) {
        if (size < 3 * MEBI) {
            return 8192;
        }
        if (size < 512 * MEBI) {
            return 4096;
        }
        return size < 4 * MEBI * MEBI ? 16384 : 32768;
    }

    private static @Nullable FormatPlan divide(int blockSize, long requestedBlocks, long wantedInodes) {
        int first = firstDataBlock(blockSize);
        int blocksPerGroup = Math.min(8 * blockSize, 65528);
        long blocks = requestedBlocks;
        long requestedReserve = (long) (RESERVED_PERCENT * requestedBlocks / 100.0);
        long reserve = requestedReserve;
        while (true) {
            long groups = ceil(blocks - first, blocksPerGroup);
            if (blocks <= first || reserve >= blocks) {
                return null;
            }
            long inodes = wantedInodes != 0 ? wantedInodes : blocks / Math.max(1, PAGE / blockSize);
            int inodesPerGroup = inodesPerGroup(Math.max(inodes, FIRST_INODE + 1), groups, blockSize);
            if (inodesPerGroup < 0) {
                blocksPerGroup -= 8;
                blocks = requestedBlocks;
                continue;
            }
            FormatPlan plan = of(blockSize, blocks, reserve, blocksPerGroup, inodesPerGroup, Math.toIntExact(groups));
            long rest = (blocks - first) % blocksPerGroup;
            int needed = plan.metadataBlocks(plan.groups - 1);
            if (plan.groups == 1 && rest != 0 && rest < needed) {
                return null;
            }
            if (rest == 0 || rest >= needed + USEFUL_BLOCKS) {
                return plan;
            }
            // The last group would hold next to nothing; the wish for inodes stays that of the whole device.
            blocks -= rest;
            double percent = 100.0 * requestedReserve / requestedBlocks;
            reserve = (long) (percent * blocks / 100.0);
        }
    }

    /** Inodes per group so that tables fill whole blocks and counts are multiples of 8; -1 if a bitmap cannot hold them. */
    private static int inodesPerGroup(long inodes, long groups, int blockSize) {
        long wanted = ceil(inodes, groups);
        if (wanted > 8L * blockSize) {
            return -1;
        }
        int perBlock = blockSize / INODE_SIZE;
        wanted = Math.min(wanted, 65536 - perBlock);
        while (true) {
            long rounded = Math.max(8, ceil(wanted, perBlock) * perBlock) / 8 * 8;
            if (rounded * groups <= 0xFFFFFFFFL) {
                return (int) rounded;
            }
            wanted--;
        }
    }

    private static FormatPlan of(
            int blockSize, long blocks, long reserve, int blocksPerGroup, int inodesPerGroup, int groups) {
        int perBlock = blockSize / GroupDescriptor.SMALL;
        int descriptorBlocks = (int) ceil(groups, perBlock);
        long most = Math.min(blocks < MAX_BLOCKS / GROWTH ? blocks * GROWTH : MAX_BLOCKS, MAX_BLOCKS);
        long mostGroups = ceil(most - firstDataBlock(blockSize), blocksPerGroup);
        // At most a quarter of a block's bytes, so that mkfs's other layout (meta_bg) is never reached by these sizes.
        long reserved = Math.min(ceil(mostGroups, perBlock) - descriptorBlocks, blockSize / 4);
        return new FormatPlan(
                blockSize, blocks, reserve, blocksPerGroup, inodesPerGroup, groups, descriptorBlocks, (int) reserved);
    }

    int firstDataBlock() {
        return firstDataBlock(blockSize);
    }

    int inodeTableBlocks() {
        return inodesPerGroup / (blockSize / INODE_SIZE);
    }

    long groupStart(int group) {
        return firstDataBlock() + (long) group * blocksPerGroup;
    }

    /** The block behind the last one of a group. */
    long groupEnd(int group) {
        return Math.min(blocks, groupStart(group) + blocksPerGroup);
    }

    /** Blocks of {@code lost+found}: 16 KiB and at least two, at most twelve. */
    int lostAndFoundBlocks() {
        return Math.min(LOST_AND_FOUND_MAX_BLOCKS, Math.max(2, LOST_AND_FOUND_SIZE / blockSize));
    }

    /** Blocks that nothing uses in the empty file system; negative if it has no room for its own objects. */
    long freeBlocks() {
        long used = firstDataBlock() + 1 + lostAndFoundBlocks() + 1;
        for (int group = 0; group < groups; group++) {
            used += metadataBlocks(group);
        }
        return blocks - used;
    }

    /** Blocks at the start of a group that hold a superblock and descriptors; 0 for most groups. */
    int superblockBlocks(int group) {
        return hasSuperblock(group) ? 1 + descriptorBlocks + reservedDescriptorBlocks : 0;
    }

    /** Whether a group begins with a superblock: 0, 1, and powers of 3, 5 and 7. */
    static boolean hasSuperblock(long group) {
        return group <= 1 || isPowerOf(3, group) || isPowerOf(5, group) || isPowerOf(7, group);
    }

    private int metadataBlocks(int group) {
        return superblockBlocks(group) + 2 + inodeTableBlocks();
    }

    private static boolean isPowerOf(int base, long number) {
        long power = base;
        while (power < number) {
            power *= base;
        }
        return power == number;
    }

    private static int firstDataBlock(int blockSize) {
        return blockSize == 1024 ? 1 : 0;
    }

    private static long ceil(long number, long divisor) {
        return (number + divisor - 1) / divisor;
    }
}
