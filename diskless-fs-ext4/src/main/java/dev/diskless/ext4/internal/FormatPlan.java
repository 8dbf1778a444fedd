package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.fault.InvalidRequestException;

/**
 * What the size of a device and a request decide about a new file system: the numbers that mkfs.ext4 1.47 chooses.
 *
 * @param features what the volume has
 * @param blockSize bytes
 * @param inodeSize bytes
 * @param blocks number of blocks
 * @param reservedBlocks blocks that only root may fill
 * @param blocksPerGroup blocks in each group but the last
 * @param inodesPerGroup inodes in each group
 * @param groups number of groups
 * @param descriptorBlocks blocks of the table of group descriptors
 * @param reservedDescriptorBlocks blocks kept free behind that table so that it can grow
 * @param journalBlocks blocks of the journal; 0 for none
 * @param lazyTables whether the unused parts of inode tables are left as they are
 * @param logGroupsPerFlex groups whose bitmaps and inode tables lie together, as a power of two
 */
record FormatPlan(
        Features features,
        int blockSize,
        int inodeSize,
        long blocks,
        long reservedBlocks,
        int blocksPerGroup,
        int inodesPerGroup,
        int groups,
        int descriptorBlocks,
        int reservedDescriptorBlocks,
        long journalBlocks,
        boolean lazyTables,
        int logGroupsPerFlex) {

    /** Bytes in an inode if nothing else was asked for. */
    static final int INODE_SIZE = FormatRequest.INODE_SIZE;

    /** What mkfs.ext4 chooses for {@link #logGroupsPerFlex}. */
    static final int LOG_GROUPS_PER_FLEX = 4;

    /** The first inode that is not reserved: the directory {@code lost+found}. */
    static final int FIRST_INODE = 11;

    private static final int LOST_AND_FOUND_SIZE = 16 * 1024;
    private static final int LOST_AND_FOUND_MAX_BLOCKS = 12;
    private static final int SMALL_ORPHAN_FILE = 32;
    private static final int LARGE_ORPHAN_FILE = 512;
    private static final int ORPHAN_FILE_SHARE = 4096;

    /**
     * Decides for a device, with nothing asked for.
     *
     * @throws InvalidRequestException if the device is too small or too large
     */
    static FormatPlan of(long deviceSize, int sectorSize) throws InvalidRequestException {
        return FormatPlanner.plan(deviceSize, sectorSize, FormatPlanner.DEFAULTS);
    }

    int firstDataBlock() {
        return firstDataBlock(blockSize);
    }

    int descriptorSize() {
        return descriptorSize(features);
    }

    int inodeTableBlocks() {
        return inodesPerGroup / (blockSize / inodeSize);
    }

    boolean hasFlexGroups() {
        return features.hasIncompatible(Features.FLEX_BG) && logGroupsPerFlex > 0;
    }

    boolean hasMetaGroups() {
        return features.hasIncompatible(Features.META_BG);
    }

    boolean hasMetadataChecksums() {
        return features.hasReadOnlyCompatible(Features.METADATA_CSUM);
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

    /** Blocks of the file that lists inodes being deleted; 0 for none. */
    int orphanFileBlocks() {
        if (!features.hasCompatible(Features.ORPHAN_FILE)) {
            return 0;
        }
        long share = blocks / ORPHAN_FILE_SHARE;
        return (int) Math.max(SMALL_ORPHAN_FILE, Math.min(LARGE_ORPHAN_FILE, share));
    }

    /** Inodes that an empty file system uses. */
    int firstInodes() {
        return FIRST_INODE + (orphanFileBlocks() > 0 ? 1 : 0);
    }

    /** Blocks that nothing uses in the empty file system; negative if it has no room for its own objects. */
    long freeBlocks() {
        long used = firstDataBlock() + 1 + lostAndFoundBlocks() + journalBlocks + orphanFileBlocks();
        used += features.hasCompatible(Features.RESIZE_INODE) ? 1 : 0;
        for (int group = 0; group < groups; group++) {
            used += superblockBlocks(group) + 2 + inodeTableBlocks();
        }
        return blocks - used;
    }

    /** Blocks at the start of a group that hold a superblock and descriptors; 0 for most groups. */
    int superblockBlocks(int group) {
        int superblock = holdsSuperblock(group) ? 1 : 0;
        if (hasMetaGroups()) {
            return superblock + (holdsMetaDescriptors(group) ? 1 : 0);
        }
        return superblock * (1 + descriptorBlocks + reservedDescriptorBlocks);
    }

    /** Whether a group holds one of the three copies of the descriptors of its meta group. */
    boolean holdsMetaDescriptors(int group) {
        int perBlock = blockSize / descriptorSize();
        int index = group % perBlock;
        return hasMetaGroups() && (index <= 1 || index == perBlock - 1);
    }

    /** Whether a group begins with a superblock. */
    boolean holdsSuperblock(int group) {
        if (group == 0) {
            return true;
        }
        if (features.hasCompatible(Features.SPARSE_SUPER2)) {
            return group == firstBackup() || group == secondBackup();
        }
        return !features.hasReadOnlyCompatible(Features.SPARSE_SUPER) || hasSuperblock(group);
    }

    /** The first of two groups with copies on a volume that names them; 0 for none. */
    int firstBackup() {
        return features.hasCompatible(Features.SPARSE_SUPER2) && groups > 2 ? 1 : 0;
    }

    /** The second of two groups with copies on a volume that names them; 0 for none. */
    int secondBackup() {
        return features.hasCompatible(Features.SPARSE_SUPER2) ? groups - 1 : 0;
    }

    /** Whether a group begins with a superblock on volumes with {@code sparse_super}: 0, 1, and powers of 3, 5 and 7. */
    static boolean hasSuperblock(long group) {
        return group <= 1 || isPowerOf(3, group) || isPowerOf(5, group) || isPowerOf(7, group);
    }

    static int descriptorSize(Features features) {
        return features.hasIncompatible(Features.SIXTY_FOUR_BIT) ? GroupDescriptor.WIDE : GroupDescriptor.SMALL;
    }

    static int firstDataBlock(int blockSize) {
        return blockSize == 1024 ? 1 : 0;
    }

    private static boolean isPowerOf(int base, long number) {
        long power = base;
        while (power < number) {
            power *= base;
        }
        return power == number;
    }
}
