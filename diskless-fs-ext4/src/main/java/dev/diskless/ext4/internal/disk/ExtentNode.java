package dev.diskless.ext4.internal.disk;

import java.util.Arrays;

/**
 * A node of an extent tree: a header of 12 bytes, then entries of 12 bytes. The root lies in the inode, the others fill
 * a block whose last bytes are a checksum. A view; nothing is checked here.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/ext4/ifork.html#extent-tree">ext4, Extent Tree</a>
 */
public final class ExtentNode {

    public static final int MAGIC = 0xF30A;

    /** The greatest depth of a tree. */
    public static final int MAX_DEPTH = 5;

    /** The greatest number of blocks in an extent with content. */
    public static final int MAX_LENGTH = 32768;

    private static final int ENTRY = 12;
    private static final int TAIL = 4;

    private final byte[] bytes;
    private final int at;
    private final int capacity;

    private ExtentNode(byte[] bytes, int at, int capacity) {
        this.bytes = bytes;
        this.at = at;
        this.capacity = capacity;
    }

    /** The node in the block array of an inode. */
    public static ExtentNode root(Inode inode) {
        return new ExtentNode(inode.bytes(), Inode.BLOCK_ARRAY, Inode.BLOCK_ARRAY_SIZE / ENTRY - 1);
    }

    /** The node in a block. */
    public static ExtentNode inBlock(byte[] block) {
        return new ExtentNode(block, 0, (block.length - ENTRY) / ENTRY);
    }

    /** Makes an empty node. */
    public void format(int depth) {
        LittleEndian.put16(bytes, at, MAGIC);
        LittleEndian.put16(bytes, at + 2, 0);
        LittleEndian.put16(bytes, at + 4, capacity);
        LittleEndian.put16(bytes, at + 6, depth);
        LittleEndian.put32(bytes, at + 8, 0);
    }

    /** How many entries fit. */
    public int capacity() {
        return capacity;
    }

    public int magic() {
        return LittleEndian.u16(bytes, at);
    }

    public int entries() {
        return LittleEndian.u16(bytes, at + 2);
    }

    /** How many entries the node says that it holds at most. */
    public int max() {
        return LittleEndian.u16(bytes, at + 4);
    }

    public int depth() {
        return LittleEndian.u16(bytes, at + 6);
    }

    public boolean isLeaf() {
        return depth() == 0;
    }

    /** The first logical block of an entry. */
    public long logical(int index) {
        return LittleEndian.u32(bytes, entry(index));
    }

    /** The number of blocks of an extent. */
    public int length(int index) {
        int raw = LittleEndian.u16(bytes, entry(index) + 4);
        return raw > MAX_LENGTH ? raw - MAX_LENGTH : raw;
    }

    /** Whether an extent was allocated but never written, so that it reads as zeros. */
    public boolean isUnwritten(int index) {
        return LittleEndian.u16(bytes, entry(index) + 4) > MAX_LENGTH;
    }

    /** The first block of an extent on the volume. */
    public long physical(int index) {
        return LittleEndian.u32(bytes, entry(index) + 8) | (long) LittleEndian.u16(bytes, entry(index) + 6) << 32;
    }

    /** The block of the node that an entry leads to. */
    public long child(int index) {
        return LittleEndian.u32(bytes, entry(index) + 4) | (long) LittleEndian.u16(bytes, entry(index) + 8) << 32;
    }

    /** The last entry that starts at a logical block or before it; -1 if there is none. */
    public int search(long logical) {
        int low = 0;
        int high = entries();
        while (low < high) {
            int middle = low + high >>> 1;
            if (logical(middle) <= logical) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /** Changes the number of blocks of an extent with content. */
    public void setLength(int index, int length) {
        LittleEndian.put16(bytes, entry(index) + 4, length);
    }

    public void setLogical(int index, long logical) {
        LittleEndian.put32(bytes, entry(index), logical);
    }

    /** Changes the way to another node. */
    public void setChild(int index, long block) {
        LittleEndian.put32(bytes, entry(index) + 4, block);
        LittleEndian.put16(bytes, entry(index) + 8, (int) (block >>> 32));
    }

    /** Changes the number of blocks of an extent that has or has no content, and keeps which it is. */
    public void shorten(int index, int length) {
        setLength(index, isUnwritten(index) ? length + MAX_LENGTH : length);
    }

    /** Takes an entry away. */
    public void remove(int index) {
        int count = entries();
        System.arraycopy(bytes, entry(index + 1), bytes, entry(index), (count - index - 1) * ENTRY);
        Arrays.fill(bytes, entry(count - 1), entry(count), (byte) 0);
        LittleEndian.put16(bytes, at + 2, count - 1);
    }

    /** Puts an extent without content before an entry; there must be room. */
    public void insertUnwritten(int index, long logical, int length, long physical) {
        insertExtent(index, logical, length + MAX_LENGTH, physical);
    }

    /** Puts an extent with content before an entry; there must be room. */
    public void insertExtent(int index, long logical, int length, long physical) {
        open(index);
        setLogical(index, logical);
        LittleEndian.put16(bytes, entry(index) + 4, length);
        LittleEndian.put16(bytes, entry(index) + 6, (int) (physical >>> 32));
        LittleEndian.put32(bytes, entry(index) + 8, physical);
    }

    /** Puts a way to another node before an entry; there must be room. */
    public void insertChild(int index, long logical, long block) {
        open(index);
        setLogical(index, logical);
        LittleEndian.put32(bytes, entry(index) + 4, block);
        LittleEndian.put16(bytes, entry(index) + 8, (int) (block >>> 32));
        LittleEndian.put16(bytes, entry(index) + 10, 0);
    }

    /** Moves the entries from one on into an empty node. */
    public void moveTo(ExtentNode other, int from) {
        int count = entries() - from;
        System.arraycopy(bytes, entry(from), other.bytes, other.entry(0), count * ENTRY);
        LittleEndian.put16(other.bytes, other.at + 2, count);
        Arrays.fill(bytes, entry(from), entry(from + count), (byte) 0);
        LittleEndian.put16(bytes, at + 2, from);
    }

    /** The checksum of a node in a block, which ends behind the room for entries it says it has. */
    public int computedChecksum(ChecksumSeed inode) {
        return inode.checksum(bytes, 0, tail());
    }

    public int storedChecksum() {
        return LittleEndian.i32(bytes, tail());
    }

    /** Whether the room a node in a block says it has leaves room for the checksum. */
    public boolean hasTail() {
        return max() <= capacity && tail() + TAIL <= bytes.length;
    }

    /** Stores the checksum of a node in a block. */
    public void seal(ChecksumSeed inode) {
        LittleEndian.put32(bytes, tail(), computedChecksum(inode));
    }

    private int tail() {
        return ENTRY + ENTRY * max();
    }

    private int entry(int index) {
        return at + ENTRY + ENTRY * index;
    }

    private void open(int index) {
        int count = entries();
        System.arraycopy(bytes, entry(index), bytes, entry(index + 1), (count - index) * ENTRY);
        LittleEndian.put16(bytes, at + 2, count + 1);
    }
}
