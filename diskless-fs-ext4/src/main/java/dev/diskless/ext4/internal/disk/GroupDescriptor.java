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
    private static final int INODE_TABLE_HIGH = 0x28;
    private static final int UNUSED_INODES_HIGH = 0x32;

    private final byte[] table;
    private final int at;
    private final int size;

    /** A view of {@code size} bytes of a table. */
    public GroupDescriptor(byte[] table, int at, int size) {
        this.table = table;
        this.at = at;
        this.size = size;
    }

    public long blockBitmap() {
        return LittleEndian.u32(table, at + BLOCK_BITMAP);
    }

    public long inodeBitmap() {
        return LittleEndian.u32(table, at + INODE_BITMAP);
    }

    /** Where the inode table starts; negative when the 64 bits say so. */
    public long inodeTable() {
        long low = LittleEndian.u32(table, at + INODE_TABLE);
        return size > SMALL ? low | LittleEndian.u32(table, at + INODE_TABLE_HIGH) << 32 : low;
    }

    /** Number of inodes at the end of the table that were never used. */
    public int unusedInodes() {
        int low = LittleEndian.u16(table, at + UNUSED_INODES);
        return size > SMALL ? low | LittleEndian.u16(table, at + UNUSED_INODES_HIGH) << 16 : low;
    }

    public int freeBlocks() {
        return LittleEndian.u16(table, at + FREE_BLOCKS);
    }

    public int freeInodes() {
        return LittleEndian.u16(table, at + FREE_INODES);
    }

    public int usedDirectories() {
        return LittleEndian.u16(table, at + USED_DIRECTORIES);
    }

    public boolean hasFlag(int flag) {
        return (LittleEndian.u16(table, at + FLAGS) & flag) != 0;
    }

    public void locate(long blockBitmap, long inodeBitmap, long inodeTable) {
        LittleEndian.put32(table, at + BLOCK_BITMAP, blockBitmap);
        LittleEndian.put32(table, at + INODE_BITMAP, inodeBitmap);
        LittleEndian.put32(table, at + INODE_TABLE, inodeTable);
    }

    public void setFlag(int flag) {
        LittleEndian.put16(table, at + FLAGS, LittleEndian.u16(table, at + FLAGS) | flag);
    }

    public void clearFlag(int flag) {
        LittleEndian.put16(table, at + FLAGS, LittleEndian.u16(table, at + FLAGS) & ~flag);
    }

    public void setFreeBlocks(int count) {
        LittleEndian.put16(table, at + FREE_BLOCKS, count);
    }

    public void setFreeInodes(int count) {
        LittleEndian.put16(table, at + FREE_INODES, count);
    }

    public void setUsedDirectories(int count) {
        LittleEndian.put16(table, at + USED_DIRECTORIES, count);
    }

    public void setUnusedInodes(int count) {
        LittleEndian.put16(table, at + UNUSED_INODES, count);
    }

    /** Stores the low half of a checksum; a small descriptor has no room for more. */
    public void setBlockBitmapChecksum(int checksum) {
        LittleEndian.put16(table, at + BLOCK_BITMAP_CHECKSUM, checksum);
    }

    /** Stores the low half of a checksum; a small descriptor has no room for more. */
    public void setInodeBitmapChecksum(int checksum) {
        LittleEndian.put16(table, at + INODE_BITMAP_CHECKSUM, checksum);
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
}
