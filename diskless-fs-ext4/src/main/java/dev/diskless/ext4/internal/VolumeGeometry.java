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
 * @param features the feature words
 * @param seed the start value of checksums
 */
record VolumeGeometry(
        int blockSize,
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
        Features features,
        ChecksumSeed seed) {

    private static final int MAX_LOG_BLOCK_SIZE = 6;
    private static final int SMALLEST_WIDE_DESCRIPTOR = 64;

    /** Whether inodes, directories and extents have checksums. */
    boolean hasMetadataChecksums() {
        return features.hasReadOnlyCompatible(Features.METADATA_CSUM);
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
            return firstDataBlock + 1 + index;
        }
        long group = index * (blockSize / descriptorSize);
        return firstDataBlock + group * blocksPerGroup + (hasSuperblock(group) ? 1 : 0);
    }

    private boolean hasSuperblock(long group) {
        return group == 0 || !features.hasReadOnlyCompatible(Features.SPARSE_SUPER) || FormatPlan.hasSuperblock(group);
    }

    static VolumeGeometry of(Superblock superblock, BlockDevice device) throws IOException {
        Features features = superblock.features();
        int log = (int) superblock.u32(Superblock.LOG_BLOCK_SIZE);
        check(device, Superblock.LOG_BLOCK_SIZE, log >= 0 && log <= MAX_LOG_BLOCK_SIZE, "block size", "0..6", log);
        int blockSize = 1024 << log;
        long first = superblock.u32(Superblock.FIRST_DATA_BLOCK);
        long expectedFirst = blockSize == 1024 ? 1 : 0;
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
        check(
                device,
                Superblock.BLOCKS_PER_GROUP,
                perGroup > 0 && perGroup <= 8L * blockSize && perGroup % 8 == 0,
                "blocks per group",
                "a multiple of 8 up to " + 8L * blockSize,
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
