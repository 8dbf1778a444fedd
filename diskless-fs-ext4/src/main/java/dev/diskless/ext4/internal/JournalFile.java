package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.JournalSuperblock;
import dev.diskless.ext4.internal.disk.Mode;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The journal in a file of the volume it belongs to, block by block. */
final class JournalFile {

    private final ReadableVolume volume;
    private final BlockDevice device;
    private final int blockSize;
    private final long number;
    private final Inode inode;
    private final JournalSuperblock superblock;
    private final long end;
    private long runStart;
    private Run run = new Run(Run.HOLE, 0);

    private JournalFile(ReadableVolume volume, long number, Inode inode) throws IOException {
        this.volume = volume;
        this.device = volume.device;
        this.blockSize = volume.geometry.blockSize();
        this.number = number;
        this.inode = inode;
        byte[] first = new byte[blockSize];
        read(0, first);
        this.superblock = new JournalSuperblock(first);
        check();
        this.end = superblock.length() - superblock.fastCommitBlocks();
        checkRange();
    }

    /** The journal of a volume that says that it has to be replayed. */
    static JournalFile of(ReadableVolume volume) throws IOException {
        long number = volume.superblock.u32(Superblock.JOURNAL_INODE);
        if (number == 0) {
            throw refused(volume.device, Superblock.POSITION + Superblock.JOURNAL_INODE, "an external journal");
        }
        Inode inode = volume.inodes.read(number);
        if (!inode.is(Mode.REGULAR) || inode.size() <= 0) {
            throw Damage.at(
                    volume.device,
                    volume.inodes.locate(number),
                    "inode " + number + " is no journal",
                    "a regular file",
                    Damage.hex(inode.mode()));
        }
        return new JournalFile(volume, number, inode);
    }

    JournalSuperblock superblock() {
        return superblock;
    }

    int blockSize() {
        return blockSize;
    }

    /** The number of blocks that transactions may use. */
    long capacity() {
        return end - superblock.first();
    }

    /** The first of the blocks for fast commits, which Linux leaves a gap before; -1 if there is none. */
    long fastCommits() {
        return end + 1 < superblock.length() ? end + 1 : -1;
    }

    /** The block behind another, which after the last is the first. */
    long next(long logical) {
        return logical + 1 == end ? superblock.first() : logical + 1;
    }

    /** Where a block of the journal lies on the volume. */
    long locate(long logical) throws IOException {
        if (logical < runStart || logical >= runStart + run.length()) {
            run = volume.fileBlocks.find(number, inode, logical);
            runStart = logical;
        }
        if (!run.hasContent()) {
            throw Damage.at(
                    device,
                    volume.inodes.locate(number),
                    "block " + logical + " of the journal is missing",
                    "content",
                    "a hole");
        }
        return run.physical() + logical - runStart;
    }

    void read(long logical, byte[] into) throws IOException {
        device.read(volume.geometry.position(locate(logical)), ByteBuffer.wrap(into));
    }

    CorruptInputException damage(long logical, String what, Object expected, Object found) throws IOException {
        return Damage.at(device, volume.geometry.position(locate(logical)), what, expected, found);
    }

    UnsupportedFeatureException refused(long logical, String feature) throws IOException {
        return refused(device, volume.geometry.position(locate(logical)), feature);
    }

    private static UnsupportedFeatureException refused(BlockDevice device, long position, String feature) {
        return new UnsupportedFeatureException(
                UnsupportedFeatureException.detail("the file system was not unmounted and has " + feature)
                        .at(device, position)
                        .found(feature)
                        .cure("replay its journal with e2fsck first"));
    }

    private void check() throws IOException {
        if (!superblock.hasMagic()) {
            throw damage(0, "no journal in the file for it", Damage.hex(JournalReplay.MAGIC), "something else");
        }
        List<String> unreadable = superblock.unreadable();
        if (!unreadable.isEmpty()) {
            throw refused(0, unreadable.get(0));
        }
        if (superblock.hasChecksums() && superblock.storedChecksum() != superblock.computedChecksum()) {
            throw damage(
                    0,
                    "wrong checksum of the superblock of the journal",
                    Damage.hex(superblock.computedChecksum()),
                    Damage.hex(superblock.storedChecksum()));
        }
        if (superblock.blockSize() != blockSize) {
            throw damage(0, "the journal has blocks of another size", blockSize, superblock.blockSize());
        }
        // Blocks that are mapped more than once make files that are longer than their volume.
        long most = Math.min(inode.size() / blockSize, volume.geometry.blocks());
        if (superblock.length() > most) {
            throw damage(0, "the journal is longer than its file or its volume", most, superblock.length());
        }
    }

    private void checkRange() throws IOException {
        if (superblock.first() < 1 || superblock.first() >= end) {
            throw damage(0, "impossible first block of the journal", "1.." + (end - 1), superblock.first());
        }
        long start = superblock.start();
        if (start != 0 && (start < superblock.first() || start >= end)) {
            throw damage(0, "impossible start of the journal", superblock.first() + ".." + (end - 1), start);
        }
    }
}
