package dev.diskless.ext4.internal.disk;

import java.util.Arrays;

/**
 * A list of extended attributes, in the rest of an inode or in a block of its own: entries from the front, values from
 * the back. A view; nothing is checked here.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/ext4/attributes.html">ext4, Extended Attributes</a>
 */
public final class AttributeList {

    public static final int MAGIC = 0xEA020000;

    /** Bytes of an entry before its name. */
    public static final int ENTRY = 16;

    /** Bytes at the start of a block of attributes. */
    public static final int BLOCK_HEADER = 32;

    private static final int BLOCK_COUNT = 8;
    private static final int BLOCK_CHECKSUM = 16;

    private final byte[] bytes;
    private final int first;
    private final int base;
    private final boolean inBlock;

    private AttributeList(byte[] bytes, int first, int base, boolean inBlock) {
        this.bytes = bytes;
        this.first = first;
        this.base = base;
        this.inBlock = inBlock;
    }

    /** Whether there is a list behind the fields of an inode whose extra size is valid. */
    public static boolean isIn(Inode inode) {
        int at = Inode.BASE_SIZE + inode.extraSize();
        return inode.extraSize() > 0 && at + 8 <= inode.bytes().length && LittleEndian.i32(inode.bytes(), at) == MAGIC;
    }

    /** The list behind the fields of an inode. */
    public static AttributeList in(Inode inode) {
        int first = Inode.BASE_SIZE + inode.extraSize() + 4;
        return new AttributeList(inode.bytes(), first, first, false);
    }

    /** The list that fills a block. */
    public static AttributeList inBlock(byte[] block) {
        return new AttributeList(block, BLOCK_HEADER, 0, true);
    }

    public boolean isInBlock() {
        return inBlock;
    }

    /** The magic number of a list in a block. */
    public int magic() {
        return LittleEndian.i32(bytes, 0);
    }

    /** How many blocks a list in a block says that it has. */
    public long blockCount() {
        return LittleEndian.u32(bytes, BLOCK_COUNT);
    }

    /** Where the first entry lies. */
    public int first() {
        return first;
    }

    /** Where the last value ends. */
    public int end() {
        return bytes.length;
    }

    public boolean isEnd(int at) {
        return LittleEndian.i32(bytes, at) == 0;
    }

    public int next(int at) {
        return at + (ENTRY + nameLength(at) + 3 & ~3);
    }

    public int nameLength(int at) {
        return LittleEndian.u8(bytes, at);
    }

    public int nameIndex(int at) {
        return LittleEndian.u8(bytes, at + 1);
    }

    public byte[] name(int at) {
        return Arrays.copyOfRange(bytes, at + ENTRY, at + ENTRY + nameLength(at));
    }

    /** Where a value lies that is kept in the list. */
    public int valueStart(int at) {
        return base + LittleEndian.u16(bytes, at + 2);
    }

    /** The inode that holds the value; 0 if the list does. */
    public long valueInode(int at) {
        return LittleEndian.u32(bytes, at + 4);
    }

    public long valueSize(int at) {
        return LittleEndian.u32(bytes, at + 8);
    }

    /** The value of an entry that keeps it in the list. */
    public byte[] value(int at) {
        return Arrays.copyOfRange(bytes, valueStart(at), valueStart(at) + (int) valueSize(at));
    }

    public int storedHash(int at) {
        return LittleEndian.i32(bytes, at + 12);
    }

    /** Whether a hash is that of an entry with a value, as machines with signed or with unsigned bytes compute it. */
    public boolean isHash(int at, int hash, byte[] value) {
        return hash == hash(at, value, 0xFF) || hash == hash(at, value, -1);
    }

    private int hash(int at, byte[] value, int mask) {
        int hash = 0;
        for (int i = 0; i < nameLength(at); i++) {
            hash = Integer.rotateLeft(hash, 5) ^ bytes[at + ENTRY + i] & mask;
        }
        byte[] words = Arrays.copyOf(value, value.length + 3 & ~3);
        for (int i = 0; i < words.length; i += 4) {
            hash = Integer.rotateLeft(hash, 16) ^ LittleEndian.i32(words, i);
        }
        return hash;
    }

    /** The checksum that a list in a block keeps. */
    public int storedChecksum() {
        return LittleEndian.i32(bytes, BLOCK_CHECKSUM);
    }

    /** The checksum of a list in a block, which belongs to the place of the block. */
    public int computedChecksum(ChecksumSeed volume, long block) {
        return volume.start()
                .add32(block)
                .add32(block >>> 32)
                .add(bytes, 0, BLOCK_CHECKSUM)
                .zeros(4)
                .add(bytes, BLOCK_CHECKSUM + 4, bytes.length - BLOCK_CHECKSUM - 4)
                .value();
    }

    /** Stores the checksum of what the other bytes of a block are now. */
    public void seal(ChecksumSeed volume, long block) {
        LittleEndian.put32(bytes, BLOCK_CHECKSUM, computedChecksum(volume, block));
    }
}
