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

    // Stands for 65536, the length of the greatest block.
    private static final int MAX_DISTANCE = 0xFFFF;

    private final byte[] bytes;
    private final int end;

    /** A view of a block on a volume with checksums, or of any block for reading. */
    public DirectoryBlock(byte[] bytes) {
        this(bytes, true);
    }

    /** A view of a block that ends in the false entry, or does not. */
    public DirectoryBlock(byte[] bytes, boolean withTail) {
        this.bytes = bytes;
        this.end = bytes.length - (withTail ? TAIL : 0);
    }

    /** The bytes that an entry with a name needs. */
    public static int entrySize(int nameLength) {
        return ENTRY_HEADER + nameLength + 3 & ~3;
    }

    /** Makes one free entry, and a tail if there is one, out of any bytes. */
    public void format() {
        Arrays.fill(bytes, (byte) 0);
        putDistance(0, end);
        formatTail();
    }

    /** Makes the first block of a directory out of any bytes. */
    public void format(long self, long parent) {
        format(self, parent, Mode.entryType(Mode.DIRECTORY));
    }

    /** Makes the first block of a directory, whose entries have a type or 0, out of any bytes. */
    public void format(long self, long parent, int type) {
        Arrays.fill(bytes, (byte) 0);
        int dot = entrySize(1);
        putEntry(0, self, dot, new byte[] {'.'}, type);
        putEntry(dot, parent, end - dot, new byte[] {'.', '.'}, type);
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

    /** The entry in use that has a name; -1 if there is none. */
    public int find(byte[] name) {
        for (int at = 0; at < bytes.length; at += distance(at)) {
            if (nameLength(at) == name.length && inode(at) != 0 && hasName(at, name)) {
                return at;
            }
        }
        return -1;
    }

    /** The entry before another one; -1 for the first. */
    public int before(int at) {
        int before = -1;
        for (int next = 0; next < at; next += distance(next)) {
            before = next;
        }
        return before;
    }

    /** Whether the name of an entry is one of the two that each directory has. */
    public boolean isDots(int at) {
        int length = nameLength(at);
        int from = at + ENTRY_HEADER;
        return length > 0 && length < 3 && bytes[from] == '.' && bytes[from + length - 1] == '.';
    }

    /** A character that no name may have, but the one of an entry has; -1 if there is none. */
    public int badCharacter(int at) {
        int from = at + ENTRY_HEADER;
        for (int i = from; i < from + nameLength(at); i++) {
            if (bytes[i] == 0 || bytes[i] == '/') {
                return bytes[i];
            }
        }
        return -1;
    }

    /** Whether an entry with a name fits behind the last one. */
    public boolean hasRoomFor(int nameLength) {
        int at = last();
        return end - at - used(at) >= entrySize(nameLength);
    }

    /**
     * Puts an entry into the room behind the last one.
     *
     * @return where the entry lies; -1 if it does not fit
     */
    public int append(byte[] name, long inode, int type) {
        return hasRoomFor(name.length) ? insert(last(), name, inode, type) : -1;
    }

    /** The first entry with room behind its name, or that is free and has it, for another one; -1 if there is none. */
    public int room(int nameLength) {
        int size = entrySize(nameLength);
        for (int at = 0; at < end; at += distance(at)) {
            if (distance(at) - used(at) >= size) {
                return at;
            }
        }
        return -1;
    }

    /** Puts an entry into the room that another one has; gives where it lies. */
    public int insert(int at, byte[] name, long inode, int type) {
        int used = used(at);
        int rest = distance(at) - used;
        if (used > 0) {
            putDistance(at, used);
        }
        putEntry(at + used, inode, rest, name, type);
        return at + used;
    }

    /**
     * Takes an entry away.
     *
     * @param before the entry before it, to which its room goes; -1 if it is the first
     */
    public void remove(int at, int before) {
        int distance = distance(at);
        Arrays.fill(bytes, at, at + distance, (byte) 0);
        if (before < 0) {
            putDistance(at, distance);
        } else {
            putDistance(before, distance(before) + distance);
        }
    }

    /** Makes an entry stand for another inode. */
    public void replace(int at, long inode, int type) {
        LittleEndian.put32(bytes, at, inode);
        LittleEndian.put8(bytes, at + 7, type);
    }

    /** Puts a copy of an entry of another block somewhere. */
    public void copy(DirectoryBlock from, int entry, int at, int distance) {
        System.arraycopy(from.bytes, entry, bytes, at, ENTRY_HEADER + from.nameLength(entry));
        putDistance(at, distance);
    }

    /** The bytes that this is a view of. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where entries end. */
    public int end() {
        return end;
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
        while (at + distance(at) < end) {
            at += distance(at);
        }
        return at;
    }

    private int used(int at) {
        return inode(at) == 0 ? 0 : entrySize(nameLength(at));
    }

    private void formatTail() {
        if (end < bytes.length) {
            LittleEndian.put16(bytes, end + 4, TAIL);
            LittleEndian.put8(bytes, end + 7, TAIL_TYPE);
        }
    }

    private void putEntry(int at, long inode, int distance, byte[] name, int type) {
        LittleEndian.put32(bytes, at, inode);
        putDistance(at, distance);
        LittleEndian.put8(bytes, at + 6, name.length);
        LittleEndian.put8(bytes, at + 7, type);
        System.arraycopy(name, 0, bytes, at + ENTRY_HEADER, name.length);
    }

    private void putDistance(int at, int distance) {
        LittleEndian.put16(bytes, at + 4, Math.min(distance, MAX_DISTANCE));
    }
}
