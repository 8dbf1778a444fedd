package dev.diskless.ext4.internal.disk;

/**
 * A block of a journal that is no content: a header of 12 bytes, and behind it tags of the blocks that follow, the end
 * of a transaction, or the numbers of blocks that must not be written again. A view; nothing is checked here.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/ext4/journal.html">ext4, Journal</a>
 */
public final class JournalBlock {

    public static final int MAGIC = 0xC03B3998;

    public static final int DESCRIPTOR = 1;
    public static final int COMMIT = 2;
    public static final int FIRST_SUPERBLOCK = 3;
    public static final int SUPERBLOCK = 4;
    public static final int REVOKE = 5;

    /** Bytes of the header. */
    public static final int HEADER = 12;

    /** Bytes of a block of revocations before the first number. */
    public static final int REVOKE_HEADER = 16;

    private static final int TYPE = 4;
    private static final int SEQUENCE = 8;
    private static final int REVOKE_SIZE = 12;
    private static final int COMMIT_CHECKSUM_TYPE = 12;
    private static final int COMMIT_CHECKSUM_SIZE = 13;
    private static final int COMMIT_CHECKSUM = 16;
    private static final int COMMIT_SECONDS = 48;

    private final byte[] bytes;

    /** A view of a block. */
    public JournalBlock(byte[] bytes) {
        this.bytes = bytes;
    }

    public boolean hasMagic() {
        return BigEndian.i32(bytes, 0) == MAGIC;
    }

    public int type() {
        return BigEndian.i32(bytes, TYPE);
    }

    /** The number of the transaction. */
    public int sequence() {
        return BigEndian.i32(bytes, SEQUENCE);
    }

    /** How many bytes of a block of revocations are in use. */
    public long revokeSize() {
        return BigEndian.u32(bytes, REVOKE_SIZE);
    }

    /** A revoked block. */
    public long revoked(int at, boolean wide) {
        return wide ? BigEndian.i64(bytes, at) : BigEndian.u32(bytes, at);
    }

    /** The checksum at the end of a descriptor or a block of revocations. */
    public int storedTailChecksum() {
        return BigEndian.i32(bytes, bytes.length - 4);
    }

    public int computedTailChecksum(ChecksumSeed journal) {
        return journal.start().add(bytes, 0, bytes.length - 4).zeros(4).value();
    }

    /** When a transaction was committed, in seconds. */
    public long commitSeconds() {
        return BigEndian.i64(bytes, COMMIT_SECONDS);
    }

    /** The checksum of a commit block. */
    public int storedCommitChecksum() {
        return BigEndian.i32(bytes, COMMIT_CHECKSUM);
    }

    public int computedCommitChecksum(ChecksumSeed journal) {
        return journal.start()
                .add(bytes, 0, COMMIT_CHECKSUM)
                .zeros(4)
                .add(bytes, COMMIT_CHECKSUM + 4, bytes.length - COMMIT_CHECKSUM - 4)
                .value();
    }

    /** Whether a commit block holds a CRC-32 of its transaction, or nothing. */
    public boolean holdsFirstChecksum(int crc) {
        int type = LittleEndian.u8(bytes, COMMIT_CHECKSUM_TYPE);
        int size = LittleEndian.u8(bytes, COMMIT_CHECKSUM_SIZE);
        return type == 1 && size == 4 && storedCommitChecksum() == crc
                || type == 0 && size == 0 && storedCommitChecksum() == 0;
    }
}
