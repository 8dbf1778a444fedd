package dev.diskless.ext4.internal.disk;

import java.util.Arrays;

/**
 * A block of a directory's hash tree: to an old reader an empty entry, behind it a limit, a count and pairs of hash and
 * block. The hash of the first pair is not kept; the lowest one that its parent leads here for is meant. The first block
 * of the directory is the root: it holds the two first entries of the directory, and facts about the tree. A view.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/ext4/directory.html#hash-tree-directories">ext4,
 *     Hash Tree Directories</a>
 */
public final class HashTreeNode {

    /** The lowest bit of a hash in a pair: names with the hash before it may also lie in the block of this pair. */
    public static final int CONTINUES = 1;

    private static final int PAIR = 8;
    private static final int TAIL = 8;
    private static final int NODE_COUNTS = 8;
    private static final int ROOT_COUNTS = 32;
    private static final int BLOCK_MASK = 0x0FFFFFFF;

    private static final int INFO = 24;
    private static final int INFO_VERSION = 28;
    private static final int INFO_LENGTH = 29;
    private static final int INFO_LEVELS = 30;
    private static final int INFO_FLAGS = 31;
    private static final int INFO_SIZE = 8;

    private final byte[] bytes;
    private final int counts;

    private HashTreeNode(byte[] bytes, int counts) {
        this.bytes = bytes;
        this.counts = counts;
    }

    /** The first block of a directory with a hash tree. */
    public static HashTreeNode root(byte[] block) {
        return new HashTreeNode(block, ROOT_COUNTS);
    }

    /** Another block of the tree. */
    public static HashTreeNode inner(byte[] block) {
        return new HashTreeNode(block, NODE_COUNTS);
    }

    /** Whether a block that is not the first of a directory belongs to its hash tree. */
    public static boolean isInner(byte[] block) {
        DirectoryBlock entries = new DirectoryBlock(block);
        return entries.inode(0) == 0 && entries.nameLength(0) == 0 && entries.distance(0) == block.length;
    }

    /** Makes the root of a tree without inner nodes and without pairs out of any bytes. */
    public static HashTreeNode formatRoot(
            byte[] block, boolean withTail, long self, long parent, int type, int hashVersion) {
        new DirectoryBlock(block, false).format(self, parent, type);
        LittleEndian.put8(block, INFO_VERSION, hashVersion);
        LittleEndian.put8(block, INFO_LENGTH, INFO_SIZE);
        HashTreeNode root = root(block);
        LittleEndian.put16(block, ROOT_COUNTS, root.properLimit(withTail));
        return root;
    }

    /** Makes an inner node without pairs out of any bytes. */
    public static HashTreeNode formatInner(byte[] block, boolean withTail) {
        Arrays.fill(block, (byte) 0);
        new DirectoryBlock(block, false).putFree(0, block.length);
        HashTreeNode node = inner(block);
        LittleEndian.put16(block, NODE_COUNTS, node.properLimit(withTail));
        return node;
    }

    /** Whether the facts about the tree in a root make sense. */
    public boolean hasInfo() {
        return LittleEndian.i32(bytes, INFO) == 0
                && LittleEndian.u8(bytes, INFO_LENGTH) == INFO_SIZE
                && (LittleEndian.u8(bytes, INFO_FLAGS) & 1) == 0;
    }

    /** Which hash the tree of a root is ordered by. */
    public int hashVersion() {
        return LittleEndian.u8(bytes, INFO_VERSION);
    }

    /** How many inner nodes lie between a root and each leaf. */
    public int levels() {
        return LittleEndian.u8(bytes, INFO_LEVELS);
    }

    public void setLevels(int levels) {
        LittleEndian.put8(bytes, INFO_LEVELS, levels);
    }

    /** Whether limit and count stay within the block and leave room for the checksum. */
    public boolean hasTail() {
        return count() <= limit() && tail() + TAIL <= bytes.length;
    }

    /** Whether the limit is the one of such a block, and the count goes with it. */
    public boolean hasCounts(boolean withTail) {
        return limit() == properLimit(withTail) && count() > 0 && count() <= limit();
    }

    public boolean isFull() {
        return count() == limit();
    }

    public int limit() {
        return LittleEndian.u16(bytes, counts);
    }

    public int count() {
        return LittleEndian.u16(bytes, counts + 2);
    }

    /** The hash of a pair; 0 for the first. */
    public int hash(int pair) {
        return pair == 0 ? 0 : LittleEndian.i32(bytes, counts + PAIR * pair);
    }

    /** The logical block of a pair. */
    public int block(int pair) {
        return LittleEndian.i32(bytes, counts + PAIR * pair + 4) & BLOCK_MASK;
    }

    /** The last pair whose hash is not above another. */
    public int find(int hash) {
        int low = 0;
        int high = count() - 1;
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (Integer.compareUnsigned(hash(middle), hash) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Puts a pair before another or at the end; there must be room. The hash of the first pair is left out. */
    public void insert(int pair, int hash, int block) {
        int at = counts + PAIR * pair;
        System.arraycopy(bytes, at, bytes, at + PAIR, PAIR * (count() - pair));
        if (pair > 0) {
            LittleEndian.put32(bytes, at, hash);
        }
        LittleEndian.put32(bytes, at + 4, block);
        setCount(count() + 1);
    }

    /** Moves the pairs from one on to the empty node of another block. */
    public void moveTo(HashTreeNode empty, int from) {
        int moved = count() - from;
        int limit = empty.limit();
        System.arraycopy(bytes, counts + PAIR * from, empty.bytes, empty.counts, PAIR * moved);
        LittleEndian.put16(empty.bytes, empty.counts, limit);
        empty.setCount(moved);
        Arrays.fill(bytes, counts + PAIR * Math.max(from, 1), counts + PAIR * count(), (byte) 0);
        setCount(from);
    }

    public int storedChecksum() {
        return LittleEndian.i32(bytes, tail() + 4);
    }

    public int computedChecksum(ChecksumSeed inode) {
        return inode.start()
                .add(bytes, 0, counts + PAIR * count())
                .add(bytes, tail(), 4)
                .zeros(4)
                .value();
    }

    /** Stores the checksum of what the other bytes are now. */
    public void seal(ChecksumSeed inode) {
        LittleEndian.put32(bytes, tail() + 4, computedChecksum(inode));
    }

    private int properLimit(boolean withTail) {
        return (bytes.length - counts - (withTail ? TAIL : 0)) / PAIR;
    }

    private void setCount(int count) {
        LittleEndian.put16(bytes, counts + 2, count);
    }

    private int tail() {
        return counts + PAIR * limit();
    }
}
