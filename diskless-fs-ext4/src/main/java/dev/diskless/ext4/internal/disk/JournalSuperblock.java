package dev.diskless.ext4.internal.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The first block of a journal: 1024 bytes. A view; nothing is checked here.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/ext4/journal.html#super-block">ext4, Journal Super
 *     Block</a>
 */
public final class JournalSuperblock {

    public static final int SIZE = 1024;

    public static final int REVOKE = 0x1;
    public static final int SIXTY_FOUR_BIT = 0x2;
    public static final int ASYNC_COMMIT = 0x4;
    public static final int CSUM_V2 = 0x8;
    public static final int CSUM_V3 = 0x10;
    public static final int FAST_COMMIT = 0x20;

    private static final int KNOWN = REVOKE | SIXTY_FOUR_BIT | ASYNC_COMMIT | CSUM_V2 | CSUM_V3 | FAST_COMMIT;
    private static final int CSUM_V1 = 0x1;

    private static final int BLOCK_SIZE = 0x0C;
    private static final int LENGTH = 0x10;
    private static final int FIRST = 0x14;
    private static final int SEQUENCE = 0x18;
    private static final int START = 0x1C;
    private static final int COMPATIBLE = 0x24;
    private static final int INCOMPATIBLE = 0x28;
    private static final int UUID = 0x30;
    private static final int USERS = 0x40;
    private static final int CHECKSUM_TYPE = 0x50;
    private static final int FAST_COMMIT_BLOCKS = 0x54;
    private static final int CHECKSUM = 0xFC;
    private static final int DEFAULT_FAST_COMMIT_BLOCKS = 256;

    private final byte[] bytes;

    /** A view of at least 1024 bytes. */
    public JournalSuperblock(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Makes the superblock of an empty journal of one volume out of zeros, as mke2fs leaves it: without features. */
    public void format(int blockSize, long length, byte[] uuid) {
        BigEndian.put32(bytes, 0, JournalBlock.MAGIC);
        BigEndian.put32(bytes, 4, JournalBlock.SUPERBLOCK);
        BigEndian.put32(bytes, BLOCK_SIZE, blockSize);
        BigEndian.put32(bytes, LENGTH, (int) length);
        BigEndian.put32(bytes, FIRST, 1);
        BigEndian.put32(bytes, SEQUENCE, 1);
        System.arraycopy(uuid, 0, bytes, UUID, uuid.length);
        BigEndian.put32(bytes, USERS, 1);
    }

    public boolean hasMagic() {
        JournalBlock block = new JournalBlock(bytes);
        return block.hasMagic() && (isFirstVersion() || block.type() == JournalBlock.SUPERBLOCK);
    }

    /** Whether it is of the version that has no features. */
    private boolean isFirstVersion() {
        return new JournalBlock(bytes).type() == JournalBlock.FIRST_SUPERBLOCK;
    }

    public long blockSize() {
        return BigEndian.u32(bytes, BLOCK_SIZE);
    }

    /** Blocks in the journal, this one included. */
    public long length() {
        return BigEndian.u32(bytes, LENGTH);
    }

    /** The first block that transactions use. */
    public long first() {
        return BigEndian.u32(bytes, FIRST);
    }

    /** The number of the oldest transaction that was not written to its place. */
    public int sequence() {
        return BigEndian.i32(bytes, SEQUENCE);
    }

    /** The block where that transaction starts; 0 if there is none. */
    public long start() {
        return BigEndian.u32(bytes, START);
    }

    public boolean has(int feature) {
        return !isFirstVersion() && (BigEndian.i32(bytes, INCOMPATIBLE) & feature) != 0;
    }

    /** Whether commit blocks hold a CRC-32 of their transactions. */
    public boolean hasFirstChecksums() {
        return !isFirstVersion() && (BigEndian.i32(bytes, COMPATIBLE) & CSUM_V1) != 0;
    }

    /** Whether each block of the journal has a checksum. */
    public boolean hasChecksums() {
        return has(CSUM_V2 | CSUM_V3);
    }

    /** What keeps the journal from being read here. */
    public List<String> unreadable() {
        List<String> names = new ArrayList<>();
        int unknown = isFirstVersion() ? 0 : BigEndian.i32(bytes, INCOMPATIBLE) & ~KNOWN;
        for (int bit = 0; bit < 32; bit++) {
            if ((unknown >>> bit & 1) != 0) {
                names.add("journal feature " + bit);
            }
        }
        if (hasChecksums() && LittleEndian.u8(bytes, CHECKSUM_TYPE) != 4) {
            names.add("journal checksum type " + LittleEndian.u8(bytes, CHECKSUM_TYPE));
        }
        return names;
    }

    /** How many blocks at the end of the journal hold fast commits. */
    public long fastCommitBlocks() {
        if (!has(FAST_COMMIT)) {
            return 0;
        }
        long stored = BigEndian.u32(bytes, FAST_COMMIT_BLOCKS);
        return stored == 0 ? DEFAULT_FAST_COMMIT_BLOCKS : stored;
    }

    /** The start value of the checksums of the journal's blocks. */
    public ChecksumSeed seed() {
        return ChecksumSeed.ofUuid(Arrays.copyOfRange(bytes, UUID, UUID + 16));
    }

    public int storedChecksum() {
        return BigEndian.i32(bytes, CHECKSUM);
    }

    public int computedChecksum() {
        return ChecksumSeed.ONES
                .start()
                .add(bytes, 0, CHECKSUM)
                .zeros(4)
                .add(bytes, CHECKSUM + 4, SIZE - CHECKSUM - 4)
                .value();
    }

    /** Stores the checksum of what the other bytes are now. */
    public void seal() {
        LittleEndian.put32(bytes, CHECKSUM, Integer.reverseBytes(computedChecksum()));
    }
}
