package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.ChecksumSeed;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.Superblock;
import java.io.IOException;

/**
 * The numbers of a volume that never change, checked against each other and against the size of the device.
 *
 * @param blockSize bytes, 1024..65536
 * @param clusterSize bytes that are allocated together; more than a block with bigalloc
 * @param blocks number of blocks
 * @param firstDataBlock the block that group 0 starts with
 * @param blocksPerGroup blocks in each group but the last
 * @param inodesPerGroup inodes in each group
 * @param inodes number of inodes
 * @param firstInode the first inode that is not reserved
 * @param inodeSize bytes
 * @param groups number of groups
 * @param descriptorSize bytes
 * @param firstMetaGroup the first block of descriptors that does not lie behind the superblock
 * @param firstBackup a group with a copy of the superblock on volumes that name two of them
 * @param secondBackup the other one
 * @param features the feature words
 * @param seed the start value of checksums
 */
record VolumeGeometry(
        int blockSize,
        long clusterSize,
        long blocks,
        long firstDataBlock,
        long blocksPerGroup,
        long inodesPerGroup,
        long inodes,
        long firstInode,
        int inodeSize,
        long groups,
        int descriptorSize,
        long firstMetaGroup,
        long firstBackup,
        long secondBackup,
        Features features,
        ChecksumSeed seed) {

    private static final int MAX_LOG_BLOCK_SIZE = 6;
    private static final int MAX_LOG_CLUSTER = 15;
    private static final int SMALLEST_WIDE_DESCRIPTOR = 64;

    /** Whether inodes, directories and extents have checksums. */
    boolean hasMetadataChecksums() {
        return features.hasReadOnlyCompatible(Features.METADATA_CSUM);
    }

    /** Blocks of the inode table of a group. */
    long inodeTableBlocks() {
        return (inodesPerGroup * inodeSize + blockSize - 1) / blockSize;
    }

    /** The first block of a group. */
    long groupStart(long group) {
        return firstDataBlock + group * blocksPerGroup;
    }

    /** Number of blocks in a group. */
    long blocksIn(long group) {
        return Math.min(blocks, groupStart(group) + blocksPerGroup) - groupStart(group);
    }

    /** The group a block lies in. */
    long groupOf(long block) {
        return (block - firstDataBlock) / blocksPerGroup;
    }

    /** Whether a block can hold content: behind the superblock and within the volume. */
    boolean holds(long block, long count) {
        return block > firstDataBlock && count <= blocks && block <= blocks - count;
    }

    /** Bytes from the start of the volume. */
    long position(long block) {
        return block * blockSize;
    }

    /** The block of a part of the descriptor table. */
    long descriptorBlock(long index) {
        if (!features.hasIncompatible(Features.META_BG) || index < firstMetaGroup) {
            return superblockBlock() + 1 + index;
        }
        long group = index * (blockSize / descriptorSize);
        return (group == 0 ? superblockBlock() : firstDataBlock + group * blocksPerGroup)
                + (hasSuperblock(group) ? 1 : 0);
    }

    /** The block with the superblock, which with bigalloc may be another than the first of group 0. */
    private long superblockBlock() {
        return blockSize == Superblock.POSITION ? 1 : 0;
    }

    /** Whether a group begins with a superblock. */
    boolean hasSuperblock(long group) {
        if (group == 0) {
            return true;
        }
        if (features.hasCompatible(Features.SPARSE_SUPER2)) {
            return group == firstBackup || group == secondBackup;
        }
        return !features.hasReadOnlyCompatible(Features.SPARSE_SUPER) || FormatPlan.hasSuperblock(group);
    }

    static VolumeGeometry of(Superblock superblock, BlockDevice device) throws IOException {
        Features features = superblock.features();
        int log = (int) superblock.u32(Superblock.LOG_BLOCK_SIZE);
        check(device, Superblock.LOG_BLOCK_SIZE, log >= 0 && log <= MAX_LOG_BLOCK_SIZE, "block size", "0..6", log);
        int blockSize = 1024 << log;
        long first = superblock.u32(Superblock.FIRST_DATA_BLOCK);
        boolean inClusters = features.hasReadOnlyCompatible(Features.BIGALLOC);
        long logCluster = superblock.u32(Superblock.LOG_CLUSTER_SIZE);
        check(
                device,
                Superblock.LOG_CLUSTER_SIZE,
                !inClusters || logCluster >= log && logCluster <= log + MAX_LOG_CLUSTER,
                "cluster size",
                log + ".." + (log + MAX_LOG_CLUSTER),
                logCluster);
        long clusterSize = inClusters ? 1024L << logCluster : blockSize;
        long expectedFirst = blockSize == 1024 && !inClusters ? 1 : 0;
        check(device, Superblock.FIRST_DATA_BLOCK, first == expectedFirst, "first data block", expectedFirst, first);
        long blocks = superblock.blocksCount();
        long fit = device.size() / blockSize;
        check(
                device,
                Superblock.BLOCKS_COUNT,
                blocks > first + 1 && blocks <= fit,
                "number of blocks",
                first + 2 + ".." + fit,
                blocks);
        long perGroup = superblock.u32(Superblock.BLOCKS_PER_GROUP);
        long mostPerGroup = 8 * clusterSize;
        check(
                device,
                Superblock.BLOCKS_PER_GROUP,
                perGroup > 0 && perGroup <= mostPerGroup && perGroup % 8 == 0,
                "blocks per group",
                "a multiple of 8 up to " + mostPerGroup,
                perGroup);
        long groups = (blocks - first + perGroup - 1) / perGroup;
        int inodeSize =
                superblock.u32(Superblock.REVISION) == 0 ? Inode.BASE_SIZE : superblock.u16(Superblock.INODE_SIZE);
        check(
                device,
                Superblock.INODE_SIZE,
                inodeSize >= Inode.BASE_SIZE && inodeSize <= blockSize && Integer.bitCount(inodeSize) == 1,
                "inode size",
                "a power of two, 128.." + blockSize,
                inodeSize);
        long inodesPerGroup = superblock.u32(Superblock.INODES_PER_GROUP);
        check(
                device,
                Superblock.INODES_PER_GROUP,
                inodesPerGroup > 0 && inodesPerGroup <= 8L * blockSize,
                "inodes per group",
                "1.." + 8L * blockSize,
                inodesPerGroup);
        long inodes = superblock.u32(Superblock.INODES_COUNT);
        check(
                device,
                Superblock.INODES_COUNT,
                inodes == groups * inodesPerGroup,
                "number of inodes",
                groups * inodesPerGroup,
                inodes);
        long firstInode = superblock.u32(Superblock.REVISION) == 0
                ? FormatPlan.FIRST_INODE
                : superblock.u32(Superblock.FIRST_INODE);
        check(
                device,
                Superblock.FIRST_INODE,
                firstInode >= FormatPlan.FIRST_INODE && firstInode <= inodes,
                "first inode",
                FormatPlan.FIRST_INODE + ".." + inodes,
                firstInode);
        int descriptorSize = descriptorSize(superblock, device, blockSize);
        long descriptorBlocks = (groups * descriptorSize + blockSize - 1) / blockSize;
        check(
                device,
                Superblock.BLOCKS_COUNT,
                descriptorBlocks < blocks - first,
                "number of blocks",
                "room for " + descriptorBlocks + " blocks of descriptors",
                blocks);
        long firstMetaGroup = superblock.u32(Superblock.FIRST_META_GROUP);
        check(
                device,
                Superblock.FIRST_META_GROUP,
                !features.hasIncompatible(Features.META_BG) || firstMetaGroup <= descriptorBlocks,
                "first meta group",
                "0.." + descriptorBlocks,
                firstMetaGroup);
        return new VolumeGeometry(
                blockSize,
                clusterSize,
                blocks,
                first,
                perGroup,
                inodesPerGroup,
                inodes,
                firstInode,
                inodeSize,
                groups,
                descriptorSize,
                firstMetaGroup,
                superblock.u32(Superblock.BACKUP_GROUPS),
                superblock.u32(Superblock.BACKUP_GROUPS + 4),
                features,
                superblock.seed());
    }

    private static int descriptorSize(Superblock superblock, BlockDevice device, int blockSize) throws IOException {
        if (!superblock.features().hasIncompatible(Features.SIXTY_FOUR_BIT)) {
            return GroupDescriptor.SMALL;
        }
        int size = superblock.u16(Superblock.DESCRIPTOR_SIZE);
        check(
                device,
                Superblock.DESCRIPTOR_SIZE,
                size >= SMALLEST_WIDE_DESCRIPTOR && size <= blockSize && Integer.bitCount(size) == 1,
                "size of group descriptors",
                "a power of two, 64.." + blockSize,
                size);
        return size;
    }

    private static void check(BlockDevice device, int field, boolean holds, String name, Object expected, Object found)
            throws IOException {
        if (!holds) {
            throw Damage.at(
                    device, Superblock.POSITION + field, "impossible " + name + " in the superblock", expected, found);
        }
    }
}
