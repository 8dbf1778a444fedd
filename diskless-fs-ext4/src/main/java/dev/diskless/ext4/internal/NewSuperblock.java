package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.medium.FormatOptions;
import java.time.Instant;

/** The superblock of a new file system, but for counts and what is known only when its objects are made. */
final class NewSuperblock {

    private static final int SIGNED_HASH = 1;
    private static final int HALF_MD4 = 1;
    private static final int CRC32C = 1;
    private static final int ERRORS_CONTINUE = 1;
    private static final int USER_XATTR_AND_ACL = 0x0C;
    private static final int NEVER_BY_COUNT = 0xFFFF;

    private NewSuperblock() {}

    static Superblock make(FormatPlan plan, FormatOptions identity, byte[] label) {
        Superblock superblock = new Superblock(new byte[Superblock.SIZE]);
        byte[] bytes = superblock.bytes();
        superblock.setFeatures(plan.features());
        putGeometry(superblock, plan);
        LittleEndian.put16(bytes, Superblock.MAX_MOUNT_COUNT, NEVER_BY_COUNT);
        LittleEndian.put16(bytes, Superblock.MAGIC_NUMBER, Superblock.MAGIC);
        LittleEndian.put16(bytes, Superblock.STATE, Superblock.STATE_VALID);
        LittleEndian.put16(bytes, Superblock.ERRORS, ERRORS_CONTINUE);
        LittleEndian.put32(bytes, Superblock.REVISION, 1);
        LittleEndian.put32(bytes, Superblock.FIRST_INODE, FormatPlan.FIRST_INODE);
        superblock.putUuid(Superblock.VOLUME_UUID, identity.uuid());
        putSeed(superblock);
        System.arraycopy(label, 0, bytes, Superblock.VOLUME_NAME, label.length);
        superblock.putUuid(Superblock.HASH_SEED, identity.hashSeed());
        LittleEndian.put8(bytes, Superblock.DEFAULT_HASH_VERSION, HALF_MD4);
        LittleEndian.put32(bytes, Superblock.DEFAULT_MOUNT_OPTIONS, USER_XATTR_AND_ACL);
        LittleEndian.put32(bytes, Superblock.FLAGS, SIGNED_HASH);
        putTime(bytes, Superblock.WRITE_TIME, Superblock.WRITE_TIME_HIGH, identity.time());
        putTime(bytes, Superblock.LAST_CHECK, Superblock.LAST_CHECK_HIGH, identity.time());
        putTime(bytes, Superblock.MAKING_TIME, Superblock.MAKING_TIME_HIGH, identity.time());
        return superblock;
    }

    private static void putGeometry(Superblock superblock, FormatPlan plan) {
        byte[] bytes = superblock.bytes();
        int logBlockSize = Integer.numberOfTrailingZeros(plan.blockSize()) - 10;
        LittleEndian.put32(bytes, Superblock.INODES_COUNT, (long) plan.inodesPerGroup() * plan.groups());
        superblock.setBlocksCount(plan.blocks());
        superblock.setReservedBlocksCount(plan.reservedBlocks());
        LittleEndian.put32(bytes, Superblock.FIRST_DATA_BLOCK, plan.firstDataBlock());
        LittleEndian.put32(bytes, Superblock.LOG_BLOCK_SIZE, logBlockSize);
        LittleEndian.put32(bytes, Superblock.LOG_CLUSTER_SIZE, logBlockSize);
        LittleEndian.put32(bytes, Superblock.BLOCKS_PER_GROUP, plan.blocksPerGroup());
        LittleEndian.put32(bytes, Superblock.CLUSTERS_PER_GROUP, plan.blocksPerGroup());
        LittleEndian.put32(bytes, Superblock.INODES_PER_GROUP, plan.inodesPerGroup());
        LittleEndian.put16(bytes, Superblock.INODE_SIZE, plan.inodeSize());
        if (plan.inodeSize() > Inode.BASE_SIZE) {
            LittleEndian.put16(bytes, Superblock.MIN_EXTRA_INODE_SIZE, Inode.EXTRA_SIZE);
            LittleEndian.put16(bytes, Superblock.WANT_EXTRA_INODE_SIZE, Inode.EXTRA_SIZE);
        }
        LittleEndian.put16(bytes, Superblock.RESERVED_DESCRIPTOR_BLOCKS, plan.reservedDescriptorBlocks());
        if (plan.features().hasIncompatible(Features.SIXTY_FOUR_BIT)) {
            LittleEndian.put16(bytes, Superblock.DESCRIPTOR_SIZE, plan.descriptorSize());
        }
        if (plan.hasFlexGroups()) {
            LittleEndian.put8(bytes, Superblock.LOG_GROUPS_PER_FLEX, plan.logGroupsPerFlex());
        }
        LittleEndian.put32(bytes, Superblock.BACKUP_GROUPS, plan.firstBackup());
        LittleEndian.put32(bytes, Superblock.BACKUP_GROUPS + 4, plan.secondBackup());
        if (plan.hasMetadataChecksums()) {
            LittleEndian.put8(bytes, Superblock.CHECKSUM_TYPE, CRC32C);
        }
    }

    /** Freezes the start value of checksums, if it does not follow the UUID. */
    private static void putSeed(Superblock superblock) {
        if (superblock.features().hasIncompatible(Features.CSUM_SEED)) {
            Superblock other = new Superblock(superblock.bytes().clone());
            other.setFeatures(superblock.features().without(0, Features.CSUM_SEED, 0));
            LittleEndian.put32(
                    superblock.bytes(), Superblock.CHECKSUM_SEED, other.seed().value());
        }
    }

    private static void putTime(byte[] bytes, int field, int high, Instant time) {
        long seconds = time.getEpochSecond();
        LittleEndian.put32(bytes, field, seconds);
        LittleEndian.put8(bytes, high, (int) (seconds >>> 32));
    }
}
