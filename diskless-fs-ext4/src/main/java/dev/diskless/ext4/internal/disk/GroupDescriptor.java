package dev.diskless.ext4.internal.disk;

/**
 * A block group descriptor: 32 bytes, or more on volumes with 64-bit block numbers. A view into a table.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/ext4/group_descr.html">ext4, Block Group
 *     Descriptors</a>
 */
public final class GroupDescriptor {

    /** Bytes in a descriptor of a volume with 32-bit block numbers. */
    public static final int SMALL = 32;

    /** The fewest bytes in a descriptor of a volume with 64-bit block numbers: every number has its high half. */
    public static final int WIDE = 64;

    /** The inode bitmap was never written: all its inodes are free. */
    public static final int INODE_UNINIT = 1;

    /** The block bitmap was never written: only metadata is in use. */
    public static final int BLOCK_UNINIT = 2;

    /** The inode table is known to be zeroed. */
    public static final int INODE_ZEROED = 4;

    private static final int BLOCK_BITMAP = 0x00;
    private static final int INODE_BITMAP = 0x04;
    private static final int INODE_TABLE = 0x08;
    private static final int FREE_BLOCKS = 0x0C;
    private static final int FREE_INODES = 0x0E;
    private static final int USED_DIRECTORIES = 0x10;
    private static final int FLAGS = 0x12;
    private static final int BLOCK_BITMAP_CHECKSUM = 0x18;
    private static final int INODE_BITMAP_CHECKSUM = 0x1A;
    private static final int UNUSED_INODES = 0x1C;
    private static final int CHECKSUM = 0x1E;
    private static final int BLOCK_BITMAP_HIGH = 0x20;
    private static final int INODE_BITMAP_HIGH = 0x24;
    private static final int INODE_TABLE_HIGH = 0x28;
    private static final int FREE_BLOCKS_HIGH = 0x2C;
    private static final int FREE_INODES_HIGH = 0x2E;
    private static final int USED_DIRECTORIES_HIGH = 0x30;
    private static final int UNUSED_INODES_HIGH = 0x32;
    private static final int BLOCK_BITMAP_CHECKSUM_HIGH = 0x38;
    private static final int INODE_BITMAP_CHECKSUM_HIGH = 0x3A;

    private final byte[] table;
    private final int at;
    private final int size;

    /** A view of {@code size} bytes of a table. */
    public GroupDescriptor(byte[] table, int at, int size) {
        this.table = table;
        this.at = at;
        this.size = size;
    }

    /** Where the block bitmap lies; negative when the 64 bits say so. */
    public long blockBitmap() {
        return wide(BLOCK_BITMAP, BLOCK_BITMAP_HIGH);
    }

    /** Where the inode bitmap lies; negative when the 64 bits say so. */
    public long inodeBitmap() {
        return wide(INODE_BITMAP, INODE_BITMAP_HIGH);
    }

    /** Where the inode table starts; negative when the 64 bits say so. */
    public long inodeTable() {
        return wide(INODE_TABLE, INODE_TABLE_HIGH);
    }

    /** Number of inodes at the end of the table that were never used; negative when the 32 bits say so. */
    public int unusedInodes() {
        return split(UNUSED_INODES, UNUSED_INODES_HIGH);
    }

    /** Number of free clusters, which mostly are blocks; negative when the 32 bits say so. */
    public int freeBlocks() {
        return split(FREE_BLOCKS, FREE_BLOCKS_HIGH);
    }

    /** Number of free inodes; negative when the 32 bits say so. */
    public int freeInodes() {
        return split(FREE_INODES, FREE_INODES_HIGH);
    }

    /** Number of directories; negative when the 32 bits say so. */
    public int usedDirectories() {
        return split(USED_DIRECTORIES, USED_DIRECTORIES_HIGH);
    }

    public boolean hasFlag(int flag) {
        return (LittleEndian.u16(table, at + FLAGS) & flag) != 0;
    }

    /** Stores where the bitmaps and the inode table lie; a small descriptor keeps the low halves only. */
    public void locate(long blockBitmap, long inodeBitmap, long inodeTable) {
        putWide(BLOCK_BITMAP, BLOCK_BITMAP_HIGH, blockBitmap);
        putWide(INODE_BITMAP, INODE_BITMAP_HIGH, inodeBitmap);
        putWide(INODE_TABLE, INODE_TABLE_HIGH, inodeTable);
    }

    public void setFlag(int flag) {
        LittleEndian.put16(table, at + FLAGS, LittleEndian.u16(table, at + FLAGS) | flag);
    }

    public void clearFlag(int flag) {
        LittleEndian.put16(table, at + FLAGS, LittleEndian.u16(table, at + FLAGS) & ~flag);
    }

    public void setFreeBlocks(int count) {
        putSplit(FREE_BLOCKS, FREE_BLOCKS_HIGH, count);
    }

    public void setFreeInodes(int count) {
        putSplit(FREE_INODES, FREE_INODES_HIGH, count);
    }

    public void setUsedDirectories(int count) {
        putSplit(USED_DIRECTORIES, USED_DIRECTORIES_HIGH, count);
    }

    public void setUnusedInodes(int count) {
        putSplit(UNUSED_INODES, UNUSED_INODES_HIGH, count);
    }

    /** The stored checksum of the block bitmap; its low half only in a small descriptor. */
    public int blockBitmapChecksum() {
        return split(BLOCK_BITMAP_CHECKSUM, BLOCK_BITMAP_CHECKSUM_HIGH);
    }

    /** The stored checksum of the inode bitmap; its low half only in a small descriptor. */
    public int inodeBitmapChecksum() {
        return split(INODE_BITMAP_CHECKSUM, INODE_BITMAP_CHECKSUM_HIGH);
    }

    /** Stores a checksum; a small descriptor has room for its low half only. */
    public void setBlockBitmapChecksum(int checksum) {
        putSplit(BLOCK_BITMAP_CHECKSUM, BLOCK_BITMAP_CHECKSUM_HIGH, checksum);
    }

    /** Stores a checksum; a small descriptor has room for its low half only. */
    public void setInodeBitmapChecksum(int checksum) {
        putSplit(INODE_BITMAP_CHECKSUM, INODE_BITMAP_CHECKSUM_HIGH, checksum);
    }

    public int storedChecksum() {
        return LittleEndian.u16(table, at + CHECKSUM);
    }

    /** The checksum on volumes with {@code metadata_csum}. */
    public int computedChecksum(ChecksumSeed seed, long group) {
        return seed.start()
                        .add32(group)
                        .add(table, at, CHECKSUM)
                        .zeros(2)
                        .add(table, at + CHECKSUM + 2, size - CHECKSUM - 2)
                        .value()
                & 0xFFFF;
    }

    /** The checksum on volumes with {@code uninit_bg} only. */
    public int computedCrc16(byte[] superblock, long group) {
        byte[] number = new byte[4];
        LittleEndian.put32(number, 0, group);
        int crc = Crc16.update(0xFFFF, superblock, Superblock.VOLUME_UUID, 16);
        crc = Crc16.update(crc, number, 0, number.length);
        crc = Crc16.update(crc, table, at, CHECKSUM);
        return Crc16.update(crc, table, at + CHECKSUM + 2, size - CHECKSUM - 2);
    }

    /** Stores the checksum of what the other bytes are now, as volumes with {@code metadata_csum} have it. */
    public void seal(ChecksumSeed seed, long group) {
        LittleEndian.put16(table, at + CHECKSUM, computedChecksum(seed, group));
    }

    /** Stores the checksum of what the other bytes are now, as volumes with {@code uninit_bg} only have it. */
    public void sealCrc16(byte[] superblock, long group) {
        LittleEndian.put16(table, at + CHECKSUM, computedCrc16(superblock, group));
    }

    private boolean isWide() {
        return size >= WIDE;
    }

    private long wide(int low, int high) {
        long value = LittleEndian.u32(table, at + low);
        return isWide() ? value | LittleEndian.u32(table, at + high) << 32 : value;
    }

    private int split(int low, int high) {
        int value = LittleEndian.u16(table, at + low);
        return isWide() ? value | LittleEndian.u16(table, at + high) << 16 : value;
    }

    private void putWide(int low, int high, long value) {
        LittleEndian.put32(table, at + low, value);
        if (isWide()) {
            LittleEndian.put32(table, at + high, value >>> 32);
        }
    }

    private void putSplit(int low, int high, int value) {
        LittleEndian.put16(table, at + low, value);
        if (isWide()) {
            LittleEndian.put16(table, at + high, value >>> 16);
        }
    }
}
