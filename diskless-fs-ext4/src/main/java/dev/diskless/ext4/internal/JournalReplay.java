package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.Crc32;
import dev.diskless.ext4.internal.disk.JournalBlock;
import dev.diskless.ext4.internal.disk.JournalSuperblock;
import dev.diskless.ext4.internal.disk.JournalTag;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.fault.LimitExceededException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds what a journal holds that was not written to its place: first the last transaction that was completed, then the
 * blocks that must not be written, then the newest content of each of the others.
 *
 * <p>A transaction at the end that was not completed is left out, as if it had never begun. What is wrong inside one that
 * was completed is damage.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/ext4/journal.html">ext4, Journal</a>
 */
final class JournalReplay {

    static final int MAGIC = JournalBlock.MAGIC;

    /** The greatest number of blocks that are taken from a journal, and of those that it revokes. */
    static final int MAX_BLOCKS = 1 << 18;

    private static final int FAST_COMMIT_HEAD = 9;

    private final BlockDevice device;
    private final long volumeBlocks;
    private final JournalFile file;
    private final JournalSuperblock superblock;
    private final byte[] block;
    private final byte[] content;
    private final int tail;
    private final Map<Long, Integer> revoked = new HashMap<>();
    private final Map<Long, Long> newest = new HashMap<>();
    private int end;

    private JournalReplay(ReadableVolume volume) throws IOException {
        this.device = volume.device;
        this.volumeBlocks = volume.geometry.blocks();
        this.file = JournalFile.of(volume);
        this.superblock = file.superblock();
        this.block = new byte[file.blockSize()];
        this.content = new byte[file.blockSize()];
        this.tail = superblock.hasChecksums() ? 4 : 0;
    }

    /** The device of a volume as it would be after its journal was replayed. */
    static BlockDevice over(ReadableVolume volume) throws IOException {
        return new JournalReplay(volume).run();
    }

    /** Writes what a journal holds to its place, and leaves it empty. */
    static void toDevice(BlockDevice device) throws IOException {
        throw new java.nio.file.ReadOnlyFileSystemException();
    }

    private BlockDevice run() throws IOException {
        if (superblock.start() == 0) {
            return device;
        }
        scan();
        eachBlock(JournalBlock.REVOKE, this::revoke);
        eachBlock(JournalBlock.DESCRIPTOR, this::take);
        if (file.fastCommits() > 0) {
            file.read(file.fastCommits(), block);
            if (LittleEndian.u16(block, 0) == FAST_COMMIT_HEAD && LittleEndian.i32(block, 8) == end) {
                throw file.refused(file.fastCommits(), "fast_commit");
            }
        }
        return new ReplayedDevice(device, file.blockSize(), newest);
    }

    /** What is done with a block of a completed transaction, which {@link #block} holds. */
    private interface Step {
        void on(long logical, int transaction) throws IOException;
    }

    /** Finds the end of the last completed transaction. */
    private void scan() throws IOException {
        int transaction = superblock.sequence();
        long at = superblock.start();
        long left = file.capacity();
        long lastSeconds = Long.MIN_VALUE;
        int crc = Crc32.START;
        end = transaction;
        while (isPart(at, transaction)) {
            JournalBlock header = new JournalBlock(block);
            long used = 1;
            switch (header.type()) {
                case JournalBlock.DESCRIPTOR -> {
                    if (hasWrongTail(header)) {
                        requireUnfinished(at, transaction, lastSeconds);
                        return;
                    }
                    long tags = countTags(at);
                    if (superblock.hasFirstChecksums() && tags < left) {
                        crc = addContent(crc, at, tags);
                    }
                    used += tags;
                }
                case JournalBlock.REVOKE -> {
                    if (hasWrongTail(header)) {
                        requireUnfinished(at, transaction, lastSeconds);
                        return;
                    }
                }
                case JournalBlock.COMMIT -> {
                    boolean right = !superblock.hasChecksums()
                            || header.storedCommitChecksum() == header.computedCommitChecksum(superblock.seed());
                    if (superblock.hasFirstChecksums()) {
                        right &= header.holdsFirstChecksum(crc);
                    }
                    if (!right) {
                        requireStale(at, header, lastSeconds);
                        return;
                    }
                    lastSeconds = header.commitSeconds();
                    crc = Crc32.START;
                    transaction++;
                    end = transaction;
                }
                default -> {
                    return;
                }
            }
            left -= used;
            if (left <= 0) {
                if (end != transaction) {
                    return;
                }
                throw file.damage(at, "transactions longer than the journal", file.capacity(), file.capacity() - left);
            }
            for (long i = 0; i < used; i++) {
                at = file.next(at);
            }
        }
    }

    /** A part of the last transaction may be wrong if that was not completed, which its commit block would show. */
    private void requireUnfinished(long from, int transaction, long lastSeconds) throws IOException {
        long at = file.next(from);
        for (long left = file.capacity(); left > 1; left--) {
            if (isPart(at, transaction)) {
                JournalBlock header = new JournalBlock(block);
                if (header.type() == JournalBlock.COMMIT
                        && header.storedCommitChecksum() == header.computedCommitChecksum(superblock.seed())) {
                    requireStale(from, header, lastSeconds);
                }
            }
            at = file.next(at);
        }
    }

    /** What is older than the transaction before was left over from the last round through the journal. */
    private void requireStale(long at, JournalBlock commit, long lastSeconds) throws IOException {
        if (commit.commitSeconds() >= lastSeconds) {
            throw file.damage(
                    at, "wrong checksum in a completed transaction of the journal", "a right checksum", "a wrong one");
        }
    }

    /** Goes through the completed transactions. */
    private void eachBlock(int type, Step step) throws IOException {
        int transaction = superblock.sequence();
        long at = superblock.start();
        long left = file.capacity();
        while (transaction != end && left > 0 && isPart(at, transaction)) {
            JournalBlock header = new JournalBlock(block);
            long used = 1;
            if (header.type() == type) {
                step.on(at, transaction);
            }
            if (header.type() == JournalBlock.DESCRIPTOR) {
                used += countTags(at);
            } else if (header.type() == JournalBlock.COMMIT) {
                transaction++;
            }
            left -= used;
            for (long i = 0; i < used; i++) {
                at = file.next(at);
            }
        }
    }

    private boolean isPart(long at, int transaction) throws IOException {
        file.read(at, block);
        JournalBlock header = new JournalBlock(block);
        return header.hasMagic() && header.sequence() == transaction;
    }

    private boolean hasWrongTail(JournalBlock header) {
        return superblock.hasChecksums()
                && header.storedTailChecksum() != header.computedTailChecksum(superblock.seed());
    }

    private long countTags(long logical) throws IOException {
        long count = 0;
        int at = JournalBlock.HEADER;
        boolean last = false;
        while (!last && at + JournalTag.size(superblock) <= block.length - tail) {
            JournalTag tag = new JournalTag(block, at, superblock);
            last = tag.isLast();
            at = tag.next();
            count++;
        }
        if (count >= file.capacity()) {
            throw file.damage(logical, "more blocks in a transaction than the journal has", file.capacity(), count);
        }
        return count;
    }

    private int addContent(int register, long descriptor, long count) throws IOException {
        int crc = Crc32.update(register, block);
        long at = descriptor;
        for (long i = 0; i < count; i++) {
            at = file.next(at);
            file.read(at, content);
            crc = Crc32.update(crc, content);
        }
        return crc;
    }

    private void revoke(long logical, int transaction) throws IOException {
        JournalBlock header = new JournalBlock(block);
        boolean wide = superblock.has(JournalSuperblock.SIXTY_FOUR_BIT);
        int width = wide ? 8 : 4;
        long size = header.revokeSize();
        if (size < JournalBlock.REVOKE_HEADER || size > block.length - tail) {
            throw file.damage(
                    logical,
                    "impossible size of revocations in the journal",
                    JournalBlock.REVOKE_HEADER + ".." + (block.length - tail),
                    size);
        }
        for (int at = JournalBlock.REVOKE_HEADER; at + width <= size; at += width) {
            revoked.put(header.revoked(at, wide), transaction);
            checkLimit(revoked.size());
        }
    }

    private void take(long descriptor, int transaction) throws IOException {
        int at = JournalBlock.HEADER;
        long logical = descriptor;
        boolean last = false;
        while (!last && at + JournalTag.size(superblock) <= block.length - tail) {
            JournalTag tag = new JournalTag(block, at, superblock);
            logical = file.next(logical);
            Integer revocation = revoked.get(tag.target());
            if (revocation == null || revocation - transaction < 0) {
                take(tag, logical, transaction);
            }
            last = tag.isLast();
            at = tag.next();
        }
    }

    private void take(JournalTag tag, long logical, int transaction) throws IOException {
        if (tag.target() < 0 || tag.target() >= volumeBlocks) {
            throw file.damage(
                    logical,
                    "a block of the journal belongs outside the volume",
                    "below " + volumeBlocks,
                    tag.target());
        }
        file.read(logical, content);
        if (!tag.holdsChecksumOf(content, transaction)) {
            throw file.damage(logical, "wrong checksum of a block in the journal", "that of its tag", "another");
        }
        newest.put(tag.target(), ReplayedDevice.place(file.locate(logical), tag.isEscaped()));
        checkLimit(newest.size());
    }

    private void checkLimit(int count) throws IOException {
        if (count > MAX_BLOCKS) {
            throw new LimitExceededException(LimitExceededException.detail("too many blocks in the journal")
                    .at(device)
                    .expected("at most " + MAX_BLOCKS)
                    .found(count));
        }
    }
}
