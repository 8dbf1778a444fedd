package dev.diskless.ext4.internal.disk;

import java.util.Arrays;

/**
 * A block of a directory: entries one behind the other, each with the distance to the next; on volumes with checksums a
 * last false entry of 12 bytes holds that. A view; bytes that are read are checked by {@code DirectoryScan}.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/ext4/directory.html">ext4, Directory Entries</a>
 */
public final class DirectoryBlock {

    /** Bytes of an entry before its name. */
    public static final int ENTRY_HEADER = 8;

    /** Bytes of the false entry with the checksum. */
    public static final int TAIL = 12;

    /** The greatest number of bytes in a name. */
    public static final int MAX_NAME = 255;

    /** Bytes before the entries of a directory that is kept in its inode: the number of its parent. */
    public static final int INLINE_PARENT = 4;

    private static final int TAIL_TYPE = 0xDE;

    private final byte[] bytes;

    /** A view of a block. */
    public DirectoryBlock(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The bytes that an entry with a name needs. */
    public static int entrySize(int nameLength) {
        return ENTRY_HEADER + nameLength + 3 & ~3;
    }

    /** Makes one free entry and a tail out of any bytes. */
    public void format() {
        Arrays.fill(bytes, (byte) 0);
        putDistance(0, bytes.length - TAIL);
        formatTail();
    }

    /** Makes the first block of a directory out of any bytes. */
    public void format(long self, long parent) {
        Arrays.fill(bytes, (byte) 0);
        int dot = entrySize(1);
        putEntry(0, self, dot, new byte[] {'.'}, Mode.entryType(Mode.DIRECTORY));
        putEntry(dot, parent, bytes.length - TAIL - dot, new byte[] {'.', '.'}, Mode.entryType(Mode.DIRECTORY));
        formatTail();
    }

    /** Puts the two first entries of a directory that is kept in its inode into a block; gives where they end. */
    public static int putParent(byte[] block, long self, byte[] inline, boolean withTypes) {
        DirectoryBlock entries = new DirectoryBlock(block);
        int type = withTypes ? Mode.entryType(Mode.DIRECTORY) : 0;
        int size = entrySize(1);
        entries.putEntry(0, self, size, new byte[] {'.'}, type);
        entries.putEntry(size, LittleEndian.u32(inline, 0), size, new byte[] {'.', '.'}, type);
        return 2 * size;
    }

    /** Makes an entry without a name. */
    public void putFree(int at, int distance) {
        putEntry(at, 0, distance, new byte[0], 0);
    }

    public long inode(int at) {
        return LittleEndian.u32(bytes, at);
    }

    /** The distance from an entry to the next. */
    public int distance(int at) {
        int raw = LittleEndian.u16(bytes, at + 4);
        if (bytes.length < 65536) {
            return raw;
        }
        return raw == 0 || raw == 65535 ? 65536 : raw;
    }

    public int nameLength(int at) {
        return LittleEndian.u8(bytes, at + 6);
    }

    public int type(int at) {
        return LittleEndian.u8(bytes, at + 7);
    }

    public byte[] name(int at) {
        int from = at + ENTRY_HEADER;
        return Arrays.copyOfRange(bytes, from, from + nameLength(at));
    }

    public boolean hasName(int at, byte[] name) {
        int from = at + ENTRY_HEADER;
        return nameLength(at) == name.length && Arrays.equals(bytes, from, from + name.length, name, 0, name.length);
    }

    /** Whether an entry with a name fits behind the last one of a block made here. */
    public boolean hasRoomFor(int nameLength) {
        int at = last();
        return bytes.length - TAIL - at - used(at) >= entrySize(nameLength);
    }

    /**
     * Puts an entry into the room behind the last one of a block made here.
     *
     * @return where the entry lies; -1 if it does not fit
     */
    public int append(byte[] name, long inode, int type) {
        if (!hasRoomFor(name.length)) {
            return -1;
        }
        int at = last();
        int used = used(at);
        if (used > 0) {
            putDistance(at, used);
        }
        putEntry(at + used, inode, bytes.length - TAIL - at - used, name, type);
        return at + used;
    }

    /** Whether the block ends in the false entry that holds a checksum. */
    public boolean hasTail() {
        int at = bytes.length - TAIL;
        return LittleEndian.i32(bytes, at) == 0
                && LittleEndian.u16(bytes, at + 4) == TAIL
                && LittleEndian.u8(bytes, at + 6) == 0
                && LittleEndian.u8(bytes, at + 7) == TAIL_TYPE;
    }

    public int storedChecksum() {
        return LittleEndian.i32(bytes, bytes.length - 4);
    }

    public int computedChecksum(ChecksumSeed inode) {
        return inode.checksum(bytes, 0, bytes.length - TAIL);
    }

    /** Stores the checksum of what the other bytes are now. */
    public void seal(ChecksumSeed inode) {
        LittleEndian.put32(bytes, bytes.length - 4, computedChecksum(inode));
    }

    private int last() {
        int at = 0;
        while (at + distance(at) < bytes.length - TAIL) {
            at += distance(at);
        }
        return at;
    }

    private int used(int at) {
        return inode(at) == 0 ? 0 : entrySize(nameLength(at));
    }

    private void formatTail() {
        int at = bytes.length - TAIL;
        LittleEndian.put16(bytes, at + 4, TAIL);
        LittleEndian.put8(bytes, at + 7, TAIL_TYPE);
    }

    private void putEntry(int at, long inode, int distance, byte[] name, int type) {
        LittleEndian.put32(bytes, at, inode);
        putDistance(at, distance);
        LittleEndian.put8(bytes, at + 6, name.length);
        LittleEndian.put8(bytes, at + 7, type);
        System.arraycopy(name, 0, bytes, at + ENTRY_HEADER, name.length);
    }

    private void putDistance(int at, int distance) {
        LittleEndian.put16(bytes, at + 4, distance);
    }
}
