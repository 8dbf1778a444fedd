package dev.diskless.ext4.internal.check;

import dev.diskless.ext4.internal.disk.ChecksumSeed;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.Superblock;
import org.jspecify.annotations.Nullable;

/** The numbers of the superblock that say where everything is. */
record Layout(
        int blockSize,
        long blocks,
        long first,
        int blocksPerGroup,
        int inodesPerGroup,
        long inodes,
        long firstInode,
        int inodeSize,
        int groups,
        int descriptorSize,
        int descriptorBlocks,
        int reservedDescriptorBlocks,
        long firstMetaGroup,
        long[] backups,
        Features features,
        ChecksumSeed seed) {

    /** The greatest number of groups that is checked: 128 TiB in blocks of 4 KiB. */
    static final int MAX_GROUPS = 1 << 20;

    private static final int MAX_LOG_BLOCK_SIZE = 6;
    private static final int OLD_FIRST_INODE = 11;
    private static final int SPARSE_SUPER_2 = 0x200;
    private static final int BACKUP_GROUPS = 0x24C;

    boolean hasMetadataChecksums() {
        return features.hasReadOnlyCompatible(Features.METADATA_CSUM);
    }

    /** Whether descriptors have checksums, and with them flags that tell what was never written. */
    boolean hasDescriptorChecksums() {
        return features.hasReadOnlyCompatible(Features.METADATA_CSUM | Features.GDT_CSUM);
    }

    /** Whether blocks belong to the volume. */
    boolean holds(long block, long count) {
        return block >= first && count <= blocks && block <= blocks - count;
    }

    long groupStart(long group) {
        return first + group * blocksPerGroup;
    }

    int blocksIn(int group) {
        return (int) Math.min(blocksPerGroup, blocks - groupStart(group));
    }

    int inodeTableBlocks() {
        return (int) (((long) inodesPerGroup * inodeSize + blockSize - 1) / blockSize);
    }

    boolean hasSuperblock(long group) {
        if (group == 0) {
            return true;
        }
        if (features.hasCompatible(SPARSE_SUPER_2)) {
            return group == backups[0] || group == backups[1];
        }
        return !features.hasReadOnlyCompatible(Features.SPARSE_SUPER)
                || group == 1
                || isPowerOf(3, group)
                || isPowerOf(5, group)
                || isPowerOf(7, group);
    }

    /** The block of a part of the descriptor table. */
    long descriptorBlock(int index) {
        if (!isMeta(index)) {
            return first + 1 + index;
        }
        long group = (long) index * descriptorsPerBlock();
        return groupStart(group) + (hasSuperblock(group) ? 1 : 0);
    }

    int descriptorsPerBlock() {
        return blockSize / descriptorSize;
    }

    boolean isMeta(long index) {
        return features.hasIncompatible(Features.META_BG) && index >= firstMetaGroup;
    }

    /** How many blocks of the classic descriptor table each group with a superblock has. */
    long classicDescriptorBlocks() {
        return features.hasIncompatible(Features.META_BG)
                ? Math.min(firstMetaGroup, descriptorBlocks)
                : descriptorBlocks;
    }

    /** The layout; null, with findings, if the numbers make none. */
    static @Nullable Layout of(Superblock superblock, long deviceSize, Findings findings) {
        Check check = new Check(findings);
        int log = (int) superblock.u32(Superblock.LOG_BLOCK_SIZE);
        if (!check.that(log >= 0 && log <= MAX_LOG_BLOCK_SIZE, "block size", log)) {
            return null;
        }
        int blockSize = 1024 << log;
        boolean old = superblock.u32(Superblock.REVISION) == 0;
        long first = superblock.u32(Superblock.FIRST_DATA_BLOCK);
        long blocks = superblock.blocksCount();
        long perGroup = superblock.u32(Superblock.BLOCKS_PER_GROUP);
        long inodesPerGroup = superblock.u32(Superblock.INODES_PER_GROUP);
        int inodeSize = old ? Inode.BASE_SIZE : superblock.u16(Superblock.INODE_SIZE);
        Features features = superblock.features();
        boolean wide = features.hasIncompatible(Features.SIXTY_FOUR_BIT);
        int descriptorSize = wide ? superblock.u16(Superblock.DESCRIPTOR_SIZE) : GroupDescriptor.SMALL;
        long reserved = superblock.u16(Superblock.RESERVED_DESCRIPTOR_BLOCKS);
        long firstInode = old ? OLD_FIRST_INODE : superblock.u32(Superblock.FIRST_INODE);
        check.that(first == (blockSize == 1024 ? 1 : 0), "first data block", first);
        check.that(blocks > first + 1 && blocks < 1L << 48, "number of blocks", blocks);
        check.that(
                perGroup >= 8 && perGroup <= 8L * blockSize && perGroup % 8 == 0 && perGroup < 65536 * 8,
                "blocks per group",
                perGroup);
        check.that(
                superblock.u32(Superblock.CLUSTERS_PER_GROUP) == perGroup, "clusters per group", superblock.u32(0x24));
        check.that(superblock.u32(Superblock.LOG_CLUSTER_SIZE) == log, "cluster size", superblock.u32(0x1C));
        check.that(
                inodeSize >= Inode.BASE_SIZE && inodeSize <= blockSize && Integer.bitCount(inodeSize) == 1,
                "inode size",
                inodeSize);
        check.that(
                inodesPerGroup >= 1 && inodesPerGroup <= 8L * blockSize && inodesPerGroup * inodeSize >= blockSize,
                "inodes per group",
                inodesPerGroup);
        check.that(
                !wide || descriptorSize >= 64 && descriptorSize <= blockSize && Integer.bitCount(descriptorSize) == 1,
                "size of group descriptors",
                descriptorSize);
        check.that(reserved <= blockSize / 4, "number of reserved descriptor blocks", reserved);
        long reservedBlocks =
                superblock.u32(Superblock.RESERVED_BLOCKS_COUNT) | (wide ? superblock.u32(0x154) << 32 : 0);
        check.that(reservedBlocks >= 0 && reservedBlocks <= blocks / 2, "number of reserved blocks", reservedBlocks);
        if (check.failed) {
            return null;
        }
        long groups = (blocks - first + perGroup - 1) / perGroup;
        if (groups > MAX_GROUPS) {
            findings.volume(Problem.VOLUME_TOO_LARGE, groups + " groups are more than " + MAX_GROUPS);
            return null;
        }
        check.that(
                superblock.u32(Superblock.INODES_COUNT) == groups * inodesPerGroup,
                "number of inodes",
                superblock.u32(Superblock.INODES_COUNT));
        check.that(firstInode >= OLD_FIRST_INODE && firstInode <= groups * inodesPerGroup, "first inode", firstInode);
        int descriptorBlocks = (int) ((groups * descriptorSize + blockSize - 1) / blockSize);
        long firstMeta = superblock.u32(Superblock.FIRST_META_GROUP);
        check.that(
                !features.hasIncompatible(Features.META_BG) || firstMeta <= descriptorBlocks,
                "first meta group",
                firstMeta);
        if (check.failed) {
            return null;
        }
        if (deviceSize / blockSize < blocks) {
            findings.volume(
                    Problem.DEVICE_TOO_SHORT,
                    "the volume has " + blocks + " blocks, the device only " + deviceSize / blockSize);
        }
        return new Layout(
                blockSize,
                blocks,
                first,
                (int) perGroup,
                (int) inodesPerGroup,
                groups * inodesPerGroup,
                firstInode,
                inodeSize,
                (int) groups,
                descriptorSize,
                descriptorBlocks,
                (int) reserved,
                firstMeta,
                new long[] {superblock.u32(BACKUP_GROUPS), superblock.u32(BACKUP_GROUPS + 4)},
                features,
                superblock.seed());
    }

    private static boolean isPowerOf(int base, long number) {
        long power = base;
        while (power < number) {
            power *= base;
        }
        return power == number;
    }

    /** Collects whether all conditions held. */
    private static final class Check {

        private final Findings findings;
        private boolean failed;

        Check(Findings findings) {
            this.findings = findings;
        }

        boolean that(boolean holds, String field, long found) {
            if (!holds) {
                failed = true;
                findings.volume(Problem.SUPERBLOCK_FIELD, "impossible " + field + ": " + found);
            }
            return holds;
        }
    }
}
