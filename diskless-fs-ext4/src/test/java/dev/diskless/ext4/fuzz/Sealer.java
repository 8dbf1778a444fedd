package dev.diskless.ext4.fuzz;

import dev.diskless.ext4.internal.disk.AttributeList;
import dev.diskless.ext4.internal.disk.ChecksumSeed;
import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.ExtentNode;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.ext4.internal.disk.HashTreeNode;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.JournalBlock;
import dev.diskless.ext4.internal.disk.JournalSuperblock;
import dev.diskless.ext4.internal.disk.JournalTag;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Superblock;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Makes the checksums of damaged structures right, so that what lies behind them is reached. */
final class Sealer {

    private static final int COMMIT_CHECKSUM = 16;

    private final PatientImage image;
    private final List<Structure> all;
    private final Superblock superblock;
    private final ChecksumSeed seed;

    Sealer(PatientImage image, List<Structure> all) {
        this.image = image;
        this.all = all;
        this.superblock = new Superblock(image.get(Superblock.POSITION, Superblock.SIZE));
        this.seed = superblock.seed();
    }

    /** Seals what was touched and what depends on it: content before inodes, bitmaps before descriptors. */
    void seal(Set<Structure> touched) {
        boolean everything = touched.stream().anyMatch(s -> s.kind() == Kind.SUPERBLOCK);
        boolean journal =
                touched.stream().anyMatch(s -> s.kind() == Kind.JOURNAL_BLOCK || s.kind() == Kind.JOURNAL_SUPERBLOCK);
        all.stream()
                .filter(s -> everything
                        || touched.contains(s)
                        || journal && s.kind() == Kind.JOURNAL_BLOCK
                        || touched.stream().anyMatch(t -> t.owner() == s.owner()))
                .sorted(Comparator.comparing((Structure s) -> order(s.kind())))
                .forEach(this::seal);
    }

    private static int order(Kind kind) {
        return switch (kind) {
            case SUPERBLOCK -> 4;
            case DESCRIPTOR -> 3;
            case BLOCK_BITMAP, INODE_BITMAP -> 2;
            case INODE -> 1;
            default -> 0;
        };
    }

    private void seal(Structure structure) {
        if (structure.kind() == Kind.JOURNAL_BLOCK || structure.kind() == Kind.JOURNAL_SUPERBLOCK) {
            sealJournal(structure);
        } else if (superblock.features().hasReadOnlyCompatible(Features.METADATA_CSUM)) {
            sealSummed(structure);
        } else if (structure.kind() == Kind.DESCRIPTOR
                && superblock.features().hasReadOnlyCompatible(Features.GDT_CSUM)) {
            byte[] bytes = bytes(structure);
            GroupDescriptor descriptor = new GroupDescriptor(bytes, 0, bytes.length);
            LittleEndian.put16(bytes, 0x1E, descriptor.computedCrc16(superblock.bytes(), structure.owner()));
            image.put(structure.position(), bytes);
        }
    }

    private void sealSummed(Structure structure) {
        byte[] bytes = bytes(structure);
        switch (structure.kind()) {
            case SUPERBLOCK -> new Superblock(bytes).seal();
            case DESCRIPTOR -> new GroupDescriptor(bytes, 0, bytes.length).seal(seed, structure.owner());
            case BLOCK_BITMAP -> sealBitmap(structure, bytes, Superblock.BLOCKS_PER_GROUP, 0x18);
            case INODE_BITMAP -> sealBitmap(structure, bytes, Superblock.INODES_PER_GROUP, 0x1A);
            case INODE -> {
                if (new Inode(bytes).hasValidExtraSize()) {
                    new Inode(bytes).seal(seed, structure.owner());
                }
            }
            case EXTENT_NODE -> {
                ExtentNode node = ExtentNode.inBlock(bytes);
                if (node.hasTail()) {
                    node.seal(ofOwner(structure));
                }
            }
            case DIRECTORY_BLOCK -> sealDirectory(structure, bytes);
            case ATTRIBUTE_BLOCK -> AttributeList.inBlock(bytes).seal(seed, structure.position() / bytes.length);
            default -> {}
        }
        image.put(structure.position(), bytes);
    }

    private void sealBitmap(Structure bitmap, byte[] bytes, int perGroup, int field) {
        int length = (int) Math.min(bytes.length, superblock.u32(perGroup) / 8);
        int checksum = seed.checksum(bytes, 0, length);
        for (Structure structure : all) {
            if (structure.kind() == Kind.DESCRIPTOR && structure.owner() == bitmap.owner()) {
                byte[] descriptor = bytes(structure);
                LittleEndian.put16(descriptor, field, checksum);
                if (descriptor.length > GroupDescriptor.SMALL) {
                    LittleEndian.put16(descriptor, field + 0x20, checksum >>> 16);
                }
                new GroupDescriptor(descriptor, 0, descriptor.length).seal(seed, structure.owner());
                image.put(structure.position(), descriptor);
            }
        }
    }

    private void sealDirectory(Structure structure, byte[] bytes) {
        ChecksumSeed owner = ofOwner(structure);
        HashTreeNode root = HashTreeNode.root(bytes);
        boolean indexed = inode(structure.owner()).hasFlag(Inode.FLAG_INDEX);
        if (indexed && structure.index() == 0) {
            if (root.hasTail()) {
                LittleEndian.put32(bytes, 32 + 8 * root.limit() + 4, root.computedChecksum(owner));
            }
        } else if (indexed && HashTreeNode.isInner(bytes)) {
            HashTreeNode inner = HashTreeNode.inner(bytes);
            if (inner.hasTail()) {
                LittleEndian.put32(bytes, 8 + 8 * inner.limit() + 4, inner.computedChecksum(owner));
            }
        } else {
            new DirectoryBlock(bytes).seal(owner);
        }
    }

    private void sealJournal(Structure structure) {
        byte[] bytes = bytes(structure);
        JournalSuperblock journal = journal();
        if (structure.kind() == Kind.JOURNAL_SUPERBLOCK) {
            if (journal.hasChecksums()) {
                new JournalSuperblock(bytes).seal();
                image.put(structure.position(), bytes);
            }
            return;
        }
        JournalBlock block = new JournalBlock(bytes);
        if (!journal.hasChecksums() || !block.hasMagic()) {
            return;
        }
        switch (block.type()) {
            case JournalBlock.DESCRIPTOR -> {
                sealTags(structure, bytes, journal);
                putBig32(bytes, bytes.length - 4, block.computedTailChecksum(journal.seed()));
            }
            case JournalBlock.REVOKE -> putBig32(bytes, bytes.length - 4, block.computedTailChecksum(journal.seed()));
            case JournalBlock.COMMIT -> putBig32(bytes, COMMIT_CHECKSUM, block.computedCommitChecksum(journal.seed()));
            default -> {}
        }
        image.put(structure.position(), bytes);
    }

    private void sealTags(Structure descriptor, byte[] bytes, JournalSuperblock journal) {
        long index = descriptor.index();
        int at = JournalBlock.HEADER;
        boolean last = false;
        while (!last && at + JournalTag.size(journal) <= bytes.length - 4) {
            JournalTag tag = new JournalTag(bytes, at, journal);
            index++;
            byte[] content = journalBlock(index);
            if (content != null) {
                int checksum = journal.seed()
                        .start()
                        .add(bytes, 8, 4)
                        .add(content, 0, content.length)
                        .value();
                if (journal.has(JournalSuperblock.CSUM_V3)) {
                    putBig32(bytes, at + 12, checksum);
                } else {
                    bytes[at + 4] = (byte) (checksum >>> 8);
                    bytes[at + 5] = (byte) checksum;
                }
            }
            last = tag.isLast();
            at = tag.next();
        }
    }

    private byte[] journalBlock(long index) {
        for (Structure structure : all) {
            if (structure.kind() == Kind.JOURNAL_BLOCK && structure.index() == index) {
                return bytes(structure);
            }
        }
        return null;
    }

    private JournalSuperblock journal() {
        for (Structure structure : all) {
            if (structure.kind() == Kind.JOURNAL_SUPERBLOCK) {
                return new JournalSuperblock(bytes(structure));
            }
        }
        throw new AssertionError("a block of a journal without a superblock");
    }

    private ChecksumSeed ofOwner(Structure structure) {
        return seed.ofInode(structure.owner(), inode(structure.owner()).generation());
    }

    private Inode inode(long number) {
        for (Structure structure : all) {
            if (structure.kind() == Kind.INODE && structure.owner() == number) {
                return new Inode(bytes(structure));
            }
        }
        throw new AssertionError("content without an inode " + number);
    }

    private byte[] bytes(Structure structure) {
        return image.get(structure.position(), structure.length());
    }

    private static void putBig32(byte[] bytes, int at, int value) {
        LittleEndian.put32(bytes, at, Integer.reverseBytes(value));
    }
}
