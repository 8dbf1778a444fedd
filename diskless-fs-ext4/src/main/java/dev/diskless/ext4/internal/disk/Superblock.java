package dev.diskless.ext4.internal.disk;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A superblock: 1024 bytes at byte 1024 of the volume, and copies at the start of some groups. A view of the bytes;
 * nothing is checked here.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/ext4/super.html">ext4, Super Block</a>
 */
public final class Superblock {

    public static final int SIZE = 1024;

    /** Where the first superblock lies, in bytes from the start of the volume. */
    public static final int POSITION = 1024;

    public static final int MAGIC = 0xEF53;

    public static final int INODES_COUNT = 0x00;
    public static final int BLOCKS_COUNT = 0x04;
    public static final int RESERVED_BLOCKS_COUNT = 0x08;
    public static final int FREE_BLOCKS_COUNT = 0x0C;
    public static final int FREE_INODES_COUNT = 0x10;
    public static final int FIRST_DATA_BLOCK = 0x14;
    public static final int LOG_BLOCK_SIZE = 0x18;
    public static final int LOG_CLUSTER_SIZE = 0x1C;
    public static final int BLOCKS_PER_GROUP = 0x20;
    public static final int CLUSTERS_PER_GROUP = 0x24;
    public static final int INODES_PER_GROUP = 0x28;
    public static final int WRITE_TIME = 0x30;
    public static final int MAX_MOUNT_COUNT = 0x36;
    public static final int MAGIC_NUMBER = 0x38;
    public static final int STATE = 0x3A;
    public static final int ERRORS = 0x3C;
    public static final int LAST_CHECK = 0x40;
    public static final int REVISION = 0x4C;
    public static final int FIRST_INODE = 0x54;
    public static final int INODE_SIZE = 0x58;
    public static final int GROUP_NUMBER = 0x5A;
    public static final int COMPATIBLE = 0x5C;
    public static final int INCOMPATIBLE = 0x60;
    public static final int READ_ONLY_COMPATIBLE = 0x64;
    public static final int VOLUME_UUID = 0x68;
    public static final int VOLUME_NAME = 0x78;
    public static final int LAST_MOUNTED = 0x88;
    public static final int RESERVED_DESCRIPTOR_BLOCKS = 0xCE;
    public static final int JOURNAL_INODE = 0xE0;
    public static final int LAST_ORPHAN = 0xE8;
    public static final int HASH_SEED = 0xEC;
    public static final int DEFAULT_HASH_VERSION = 0xFC;
    public static final int JOURNAL_BACKUP_TYPE = 0xFD;
    public static final int DESCRIPTOR_SIZE = 0xFE;
    public static final int DEFAULT_MOUNT_OPTIONS = 0x100;
    public static final int FIRST_META_GROUP = 0x104;
    public static final int MAKING_TIME = 0x108;
    public static final int JOURNAL_BACKUP = 0x10C;
    public static final int BLOCKS_COUNT_HIGH = 0x150;
    public static final int RESERVED_BLOCKS_COUNT_HIGH = 0x154;
    public static final int FREE_BLOCKS_COUNT_HIGH = 0x158;
    public static final int MIN_EXTRA_INODE_SIZE = 0x15C;
    public static final int WANT_EXTRA_INODE_SIZE = 0x15E;
    public static final int FLAGS = 0x160;
    public static final int LOG_GROUPS_PER_FLEX = 0x174;
    public static final int CHECKSUM_TYPE = 0x175;
    public static final int KILOBYTES_WRITTEN = 0x178;
    public static final int OVERHEAD_CLUSTERS = 0x248;
    public static final int BACKUP_GROUPS = 0x24C;
    public static final int CHECKSUM_SEED = 0x270;
    public static final int WRITE_TIME_HIGH = 0x274;
    public static final int MAKING_TIME_HIGH = 0x276;
    public static final int LAST_CHECK_HIGH = 0x277;
    public static final int ORPHAN_FILE_INODE = 0x280;
    public static final int CHECKSUM = 0x3FC;

    public static final int STATE_VALID = 1;
    public static final int STATE_ERRORS = 2;

    /** Bytes in a volume name. */
    public static final int NAME_LENGTH = 16;

    private final byte[] bytes;

    /** A view of 1024 bytes. */
    public Superblock(byte[] bytes) {
        this.bytes = bytes;
    }

    public byte[] bytes() {
        return bytes;
    }

    public boolean hasMagic() {
        return LittleEndian.u16(bytes, MAGIC_NUMBER) == MAGIC;
    }

    public int u8(int field) {
        return LittleEndian.u8(bytes, field);
    }

    public int u16(int field) {
        return LittleEndian.u16(bytes, field);
    }

    public long u32(int field) {
        return LittleEndian.u32(bytes, field);
    }

    public Features features() {
        return new Features(
                LittleEndian.i32(bytes, COMPATIBLE),
                LittleEndian.i32(bytes, INCOMPATIBLE),
                LittleEndian.i32(bytes, READ_ONLY_COMPATIBLE));
    }

    /** Number of blocks; negative when the 64 bits say so. */
    public long blocksCount() {
        return withHigh(BLOCKS_COUNT, BLOCKS_COUNT_HIGH);
    }

    public long freeBlocksCount() {
        return withHigh(FREE_BLOCKS_COUNT, FREE_BLOCKS_COUNT_HIGH);
    }

    public void setBlocksCount(long count) {
        putWithHigh(BLOCKS_COUNT, BLOCKS_COUNT_HIGH, count);
    }

    public void setFreeBlocksCount(long count) {
        putWithHigh(FREE_BLOCKS_COUNT, FREE_BLOCKS_COUNT_HIGH, count);
    }

    /** Number of blocks that only root may fill. */
    public long reservedBlocksCount() {
        return withHigh(RESERVED_BLOCKS_COUNT, RESERVED_BLOCKS_COUNT_HIGH);
    }

    public void setReservedBlocksCount(long count) {
        putWithHigh(RESERVED_BLOCKS_COUNT, RESERVED_BLOCKS_COUNT_HIGH, count);
    }

    public void setFeatures(Features features) {
        LittleEndian.put32(bytes, COMPATIBLE, features.compatible());
        LittleEndian.put32(bytes, INCOMPATIBLE, features.incompatible());
        LittleEndian.put32(bytes, READ_ONLY_COMPATIBLE, features.readOnlyCompatible());
    }

    /** Whether it was closed properly, as far as its state word tells. */
    public boolean isClean() {
        return (u16(STATE) & (STATE_VALID | STATE_ERRORS)) == STATE_VALID
                && !features().hasIncompatible(Features.RECOVER);
    }

    public UUID uuid() {
        return uuidAt(VOLUME_UUID);
    }

    /** The volume name; bytes that are not UTF-8 are shown as the replacement character. */
    public String label() {
        int length = 0;
        while (length < NAME_LENGTH && bytes[VOLUME_NAME + length] != 0) {
            length++;
        }
        return new String(bytes, VOLUME_NAME, length, StandardCharsets.UTF_8);
    }

    /** The start value of the volume's checksums. */
    public ChecksumSeed seed() {
        if (features().hasIncompatible(Features.CSUM_SEED)) {
            return ChecksumSeed.ofValue(LittleEndian.i32(bytes, CHECKSUM_SEED));
        }
        byte[] uuid = new byte[16];
        System.arraycopy(bytes, VOLUME_UUID, uuid, 0, uuid.length);
        return ChecksumSeed.ofUuid(uuid);
    }

    public int storedChecksum() {
        return LittleEndian.i32(bytes, CHECKSUM);
    }

    public int computedChecksum() {
        return ChecksumSeed.ONES.checksum(bytes, 0, CHECKSUM);
    }

    /** Stores the checksum of what the other bytes are now. */
    public void seal() {
        LittleEndian.put32(bytes, CHECKSUM, computedChecksum());
    }

    /** Stores the checksum if the features ask for one. */
    public void sealIfSummed() {
        if (features().hasReadOnlyCompatible(Features.METADATA_CSUM)) {
            seal();
        }
    }

    /** Stores a UUID the way {@code blkid} prints it. */
    public void putUuid(int field, UUID uuid) {
        LittleEndian.put64(bytes, field, Long.reverseBytes(uuid.getMostSignificantBits()));
        LittleEndian.put64(bytes, field + 8, Long.reverseBytes(uuid.getLeastSignificantBits()));
    }

    private UUID uuidAt(int field) {
        return new UUID(
                Long.reverseBytes(LittleEndian.i64(bytes, field)),
                Long.reverseBytes(LittleEndian.i64(bytes, field + 8)));
    }

    private long withHigh(int low, int high) {
        return u32(low) | (features().hasIncompatible(Features.SIXTY_FOUR_BIT) ? u32(high) << 32 : 0);
    }

    private void putWithHigh(int low, int high, long value) {
        LittleEndian.put32(bytes, low, value);
        if (features().hasIncompatible(Features.SIXTY_FOUR_BIT)) {
            LittleEndian.put32(bytes, high, value >>> 32);
        }
    }
}
