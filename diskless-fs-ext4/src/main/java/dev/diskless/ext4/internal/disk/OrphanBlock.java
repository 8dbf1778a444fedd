package dev.diskless.ext4.internal.disk;

/**
 * A block of the file that lists inodes which are being deleted: numbers of inodes, then a magic number and a checksum.
 * A view; nothing is checked here.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/ext4/orphan.html">ext4, Orphan file</a>
 */
public final class OrphanBlock {

    private static final int MAGIC = 0x0B10CA04;
    private static final int TAIL = 8;

    private final byte[] bytes;

    /** A view of a block. */
    public OrphanBlock(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Makes a list without entries out of zeros. */
    public void format() {
        LittleEndian.put32(bytes, bytes.length - TAIL, MAGIC);
    }

    /** The checksum, which depends on where the block lies. */
    public int computedChecksum(ChecksumSeed inode, long block) {
        return inode.start()
                .add32(block)
                .add32(block >>> 32)
                .add(bytes, 0, bytes.length - TAIL)
                .value();
    }

    /** Stores the checksum of what the other bytes are now. */
    public void seal(ChecksumSeed inode, long block) {
        LittleEndian.put32(bytes, bytes.length - 4, computedChecksum(inode, block));
    }
}
