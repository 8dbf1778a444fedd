package dev.diskless.ext4.internal.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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

    /** Bytes of a list without entries in an inode. */
    public static final int SMALLEST = 8;

    /** Bytes at the start of a block of attributes. */
    public static final int BLOCK_HEADER = 32;

    /** How many inodes may share a block of attributes. */
    public static final int MAX_REFERENCES = 1024;

    private static final int REFERENCES = 4;
    private static final int BLOCK_COUNT = 8;
    private static final int BLOCK_HASH = 12;
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
        return inode.extraSize() > 0
                && at + SMALLEST <= inode.bytes().length
                && LittleEndian.i32(inode.bytes(), at) == MAGIC;
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

    /** How many inodes share a list in a block. */
    public long references() {
        return LittleEndian.u32(bytes, REFERENCES);
    }

    /** Stores how many inodes share a list in a block, which then needs to be sealed. */
    public void setReferences(long count) {
        LittleEndian.put32(bytes, REFERENCES, count);
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
        byte[] name = name(at);
        return hash == AttributeEntry.hash(name, value, 0xFF) || hash == AttributeEntry.hash(name, value, -1);
    }

    /** An entry of a checked list that keeps its value itself. */
    public AttributeEntry entry(int at) {
        byte[] value = valueSize(at) == 0 ? new byte[0] : value(at);
        return new AttributeEntry(nameIndex(at), name(at), value, storedHash(at), valueStart(at));
    }

    /** Bytes that entries and their values take, with the end of the list. */
    public static long size(List<AttributeEntry> entries) {
        long size = 4;
        for (AttributeEntry entry : entries) {
            size += entry.entrySize() + entry.valueSize();
        }
        return size;
    }

    /**
     * Makes this the list of these entries, for which there is room, in their order; one in a block then belongs to one inode and needs to be
     * sealed. An inode without entries has no magic number either.
     */
    public void write(List<AttributeEntry> entries) {
        int magic = inBlock ? 0 : first - 4;
        Arrays.fill(bytes, magic, bytes.length, (byte) 0);
        if (inBlock) {
            LittleEndian.put32(bytes, REFERENCES, 1);
            LittleEndian.put32(bytes, BLOCK_COUNT, 1);
            LittleEndian.put32(bytes, BLOCK_HASH, blockHash(entries));
        }
        if (inBlock || !entries.isEmpty()) {
            LittleEndian.put32(bytes, magic, MAGIC);
        }
        List<AttributeEntry> values = new ArrayList<>(entries);
        values.sort(Comparator.comparingInt(AttributeEntry::place).reversed());
        Map<AttributeEntry, Integer> places = new IdentityHashMap<>();
        int value = bytes.length;
        for (AttributeEntry entry : values) {
            value -= entry.valueSize();
            System.arraycopy(entry.value(), 0, bytes, value, entry.value().length);
            places.put(entry, value);
        }
        int at = first;
        for (AttributeEntry entry : entries) {
            LittleEndian.put8(bytes, at, entry.name().length);
            LittleEndian.put8(bytes, at + 1, entry.index());
            LittleEndian.put16(
                    bytes, at + 2, entry.value().length == 0 ? 0 : Objects.requireNonNull(places.get(entry)) - base);
            LittleEndian.put32(bytes, at + 8, entry.value().length);
            LittleEndian.put32(bytes, at + 12, entry.hash());
            System.arraycopy(entry.name(), 0, bytes, at + ENTRY, entry.name().length);
            at += entry.entrySize();
        }
    }

    /** The hash of a whole block, by which Linux finds blocks to share; 0 forbids that. */
    private static int blockHash(List<AttributeEntry> entries) {
        int hash = 0;
        for (AttributeEntry entry : entries) {
            if (entry.hash() == 0) {
                return 0;
            }
            hash = Integer.rotateLeft(hash, 16) ^ entry.hash();
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
