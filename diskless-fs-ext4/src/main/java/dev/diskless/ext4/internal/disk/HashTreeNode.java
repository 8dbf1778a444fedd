package dev.diskless.ext4.internal.disk;

/**
 * A block of a directory's hash tree: to an old reader an empty entry, behind it a limit, a count and pairs of hash and
 * block. Only its checksum is of interest here, because a directory is always read from front to back. A view.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/ext4/directory.html#hash-tree-directories">ext4,
 *     Hash Tree Directories</a>
 */
public final class HashTreeNode {

    private static final int PAIR = 8;
    private static final int TAIL = 8;
    private static final int NODE_COUNTS = 8;
    private static final int ROOT_COUNTS = 32;

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

    /** Whether limit and count stay within the block and leave room for the checksum. */
    public boolean hasTail() {
        return count() <= limit() && tail() + TAIL <= bytes.length;
    }

    public int limit() {
        return LittleEndian.u16(bytes, counts);
    }

    public int count() {
        return LittleEndian.u16(bytes, counts + 2);
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

    private int tail() {
        return counts + PAIR * limit();
    }
}
