package dev.diskless.ext4.internal.disk;

/**
 * A tag in a descriptor block of a journal, which says where the next block of the journal belongs. Its shape follows
 * the features of the journal. A view; nothing is checked here.
 *
 * @param block the descriptor block
 * @param at where the tag lies in it
 * @param journal the superblock of the journal
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/ext4/journal.html#descriptor-block">ext4, Descriptor
 *     Block</a>
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record JournalTag(byte[] block, int at, JournalSuperblock journal) {

    private static final int ESCAPED = 1;
    private static final int SAME_UUID = 2;
    private static final int LAST = 8;
    private static final int UUID_SIZE = 16;

    /** Bytes of a tag without a UUID. */
    public static int size(JournalSuperblock journal) {
        if (journal.has(JournalSuperblock.CSUM_V3)) {
            return 16;
        }
        return 8
                + (journal.has(JournalSuperblock.CSUM_V2) ? 2 : 0)
                + (journal.has(JournalSuperblock.SIXTY_FOUR_BIT) ? 4 : 0);
    }

    /** Where the next tag lies. */
    public int next() {
        return at + size(journal) + (isFlag(SAME_UUID) ? 0 : UUID_SIZE);
    }

    /** Where the block belongs; negative when the 64 bits say so. */
    public long target() {
        long low = BigEndian.u32(block, at);
        return journal.has(JournalSuperblock.SIXTY_FOUR_BIT) ? low | BigEndian.u32(block, at + 8) << 32 : low;
    }

    /** Whether the block began like a block of the journal and had its first word cleared therefore. */
    public boolean isEscaped() {
        return isFlag(ESCAPED);
    }

    public boolean isLast() {
        return isFlag(LAST);
    }

    /** Whether the tag keeps the checksum of a block as it lies in the journal; true if tags keep none. */
    public boolean holdsChecksumOf(byte[] content, int sequence) {
        if (!journal.hasChecksums()) {
            return true;
        }
        int computed = journal.seed()
                .start()
                .add32(Integer.reverseBytes(sequence))
                .add(content, 0, content.length)
                .value();
        return journal.has(JournalSuperblock.CSUM_V3)
                ? BigEndian.i32(block, at + 12) == computed
                : BigEndian.u16(block, at + 4) == (computed & 0xFFFF);
    }

    private boolean isFlag(int flag) {
        int flags =
                journal.has(JournalSuperblock.CSUM_V3) ? BigEndian.i32(block, at + 4) : BigEndian.u16(block, at + 6);
        return (flags & flag) != 0;
    }
}
