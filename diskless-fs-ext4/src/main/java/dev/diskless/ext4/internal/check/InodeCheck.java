package dev.diskless.ext4.internal.check;

import dev.diskless.ext4.internal.disk.ExtentNode;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Mode;
import dev.diskless.ext4.internal.disk.Superblock;
import java.io.IOException;

/** What one inode says of itself, and its blocks. */
final class InodeCheck {

    private static final int ROOT = 2;
    private static final int BAD_BLOCKS = 1;
    private static final int BOOT_LOADER = 5;
    private static final int RESIZE = 7;
    private static final int SECTOR = 512;
    private static final int IMMUTABLE = 0x10;
    private static final int IMMUTABLE_OR_APPEND = 0x30;
    private static final int ATTRIBUTE_INODE = 0x200000;
    private static final long LARGE = 1L << 31;
    private static final int DELETED = 0x14;
    private static final int FRAGMENT = 0x70;
    private static final int ACL_HIGH = 0x76;
    private static final int BLOCKS_HIGH = 0x74;
    private static final int SIZE_HIGH = 0x6C;
    private static final int ORPHAN_FILE = 0x1000;
    private static final int[] QUOTA_INODES = {0x240, 0x244, 0x26C};

    private final Examined volume;
    private final Layout layout;
    private final Findings findings;
    private final AttributeCheck attributes;

    InodeCheck(Examined volume, AttributeCheck attributes) {
        this.volume = volume;
        this.layout = volume.layout;
        this.findings = volume.findings;
        this.attributes = attributes;
    }

    void check(long number, Inode inode) throws IOException {
        if (layout.hasMetadataChecksums()) {
            boolean sized = inode.extraSize() <= layout.inodeSize() - Inode.BASE_SIZE;
            if (!sized || inode.storedChecksum() != inode.computedChecksum(layout.seed(), number)) {
                findings.inode(Problem.INODE_CHECKSUM, number, "wrong checksum of an inode");
            }
        }
        if (number < layout.firstInode() && number != ROOT) {
            reserved(number, inode);
        } else if (inode.links() > 0) {
            used(number, inode);
        } else {
            unused(number, inode);
        }
    }

    private long deleted(Inode inode) {
        return LittleEndian.u32(inode.bytes(), DELETED);
    }

    private void unused(long number, Inode inode) throws IOException {
        if (isHidden(number)) {
            volume.inodes.set(number, InodeMap.USED | InodeMap.HIDDEN, 0);
            blocks(number, inode);
        } else if (number == ROOT) {
            used(number, inode);
        } else if (deleted(inode) != 0 && deleted(inode) < layout.inodes()) {
            findings.inode(Problem.DELETION_TIME, number, "the inode was left in a list of orphans");
        } else if (deleted(inode) == 0 && inode.mode() != 0) {
            findings.inode(Problem.DELETION_TIME, number, "a deleted inode has no time of deletion");
        }
    }

    private void reserved(long number, Inode inode) throws IOException {
        volume.inodes.set(number, InodeMap.USED | InodeMap.HIDDEN, inode.links());
        boolean journal =
                layout.features().hasCompatible(Features.HAS_JOURNAL) && number == volume.superblock.u32(0xE0);
        boolean resize = layout.features().hasCompatible(Features.RESIZE_INODE) && number == RESIZE;
        boolean file = inode.is(Mode.REGULAR);
        if (journal || isHidden(number) ? !file : !resize && number != BOOT_LOADER && inode.mode() != 0) {
            findings.inode(Problem.RESERVED_INODE, number, "a reserved inode has mode " + octal(inode.mode()));
        }
        if (number == BOOT_LOADER && inode.is(Mode.DIRECTORY)) {
            findings.inode(Problem.RESERVED_INODE, number, "the inode of the boot loader is a directory");
        }
        if (number == RESIZE) {
            new ResizeInode(volume).check(inode);
            large(number, inode);
        } else if (number != BAD_BLOCKS || inode.blocks() != 0) {
            blocks(number, inode);
        }
    }

    private void used(long number, Inode inode) throws IOException {
        if (deleted(inode) != 0) {
            findings.inode(Problem.DELETION_TIME, number, "the inode is in use and has a time of deletion");
        }
        int type = Mode.entryType(inode.mode());
        int state = InodeMap.USED | type | (isHidden(number) || inode.hasFlag(ATTRIBUTE_INODE) ? InodeMap.HIDDEN : 0);
        if (type == 0) {
            findings.inode(Problem.INODE_MODE, number, "no type of file has mode " + octal(inode.mode()));
        }
        if (number == ROOT && !inode.is(Mode.DIRECTORY)) {
            findings.inode(Problem.ROOT_NOT_DIRECTORY, number, "the root is no directory");
        }
        fields(number, inode);
        boolean sound = blocks(number, inode);
        if (sound && inode.hasFlag(ATTRIBUTE_INODE)) {
            new ValueInodeCheck(volume).check(number, inode);
        }
        if (inode.is(Mode.DIRECTORY)) {
            volume.directories.add(number);
            state |= inode.hasFlag(Inode.FLAG_INDEX) ? InodeMap.INDEXED : 0;
            state |= sound ? 0 : InodeMap.DAMAGED;
        }
        volume.inodes.set(number, state, inode.links());
    }

    private void fields(long number, Inode inode) {
        Features features = layout.features();
        byte[] bytes = inode.bytes();
        if (LittleEndian.i32(bytes, FRAGMENT) != 0
                || !features.hasIncompatible(Features.SIXTY_FOUR_BIT) && LittleEndian.u16(bytes, ACL_HIGH) != 0
                || !features.hasReadOnlyCompatible(Features.HUGE_FILE) && LittleEndian.u16(bytes, BLOCKS_HIGH) != 0) {
            findings.inode(Problem.INODE_FIELD, number, "a field that must be zero is not");
        }
        int extra = inode.extraSize();
        if (extra != 0 && (extra < 4 || !inode.hasValidExtraSize())) {
            findings.inode(Problem.INODE_EXTRA_SIZE, number, "impossible size of extra fields: " + extra);
        }
        if (inode.hasFlag(Inode.FLAG_EXTENTS) && !features.hasIncompatible(Features.EXTENTS)) {
            findings.inode(Problem.INODE_FLAGS, number, "extents on a volume without them");
        }
        if (inode.hasFlag(Inode.FLAG_INLINE_DATA) && !features.hasIncompatible(Features.INLINE_DATA)
                || inode.hasFlag(Inode.FLAG_ENCRYPTED) && !features.hasIncompatible(Features.ENCRYPT)) {
            findings.inode(Problem.INODE_FLAGS, number, "inline or encrypted content on a volume without it");
        }
        if (inode.hasFlag(Inode.FLAG_INLINE_DATA)) {
            inline(number, inode);
        }
        if (inode.hasFlag(Inode.FLAG_INDEX)
                && (!inode.is(Mode.DIRECTORY) || !features.hasCompatible(Features.DIR_INDEX))) {
            findings.inode(Problem.INODE_FLAGS, number, "a hash tree where there is none");
        }
        switch (inode.mode() & Mode.TYPE) {
            case Mode.FIFO, Mode.SOCKET, Mode.CHARACTER_DEVICE, Mode.BLOCK_DEVICE -> special(number, inode);
            case Mode.SYMBOLIC_LINK -> {
                if (inode.hasFlag(IMMUTABLE_OR_APPEND)) {
                    findings.inode(Problem.SPECIAL_FILE, number, "a symbolic link is immutable");
                }
            }
            default -> {}
        }
    }

    private void inline(long number, Inode inode) {
        InlineContent content = InlineContent.of(inode);
        if (!content.hasRest() || inode.hasFlag(Inode.FLAG_EXTENTS)) {
            findings.inode(Problem.INODE_FLAGS, number, "content is said to lie in the inode and does not");
        }
        int most = content.bytes().length;
        if (inode.size() < 0 || inode.size() > most || inode.is(Mode.DIRECTORY) && inode.size() != most) {
            findings.inode(Problem.INODE_SIZE, number, "the size " + inode.size() + " does not fit the inode");
        }
    }

    private void special(long number, Inode inode) {
        boolean rest = false;
        for (int i = Inode.BLOCK_ARRAY + 16; i < Inode.BLOCK_ARRAY + Inode.BLOCK_ARRAY_SIZE; i++) {
            rest |= inode.bytes()[i] != 0;
        }
        if (inode.hasFlag(IMMUTABLE_OR_APPEND) || rest && inode.hasFlag(IMMUTABLE)) {
            findings.inode(Problem.SPECIAL_FILE, number, "a special file is immutable");
        }
        if (inode.size() != 0) {
            findings.inode(Problem.SPECIAL_FILE, number, "a special file has the size " + inode.size());
        }
        if (inode.hasFlag(Inode.FLAG_EXTENTS) || inode.hasFlag(Inode.FLAG_INDEX)) {
            findings.inode(Problem.SPECIAL_FILE, number, "a special file has extents");
        }
    }

    /** Whether the blocks can be followed again. */
    private boolean blocks(long number, Inode inode) throws IOException {
        long outside = attributes.check(number, inode);
        Mapping mapping = new Mapping(volume, number, inode, true, (logical, physical, length, unwritten) -> {
            if (unwritten && inode.is(Mode.DIRECTORY)) {
                findings.block(Problem.EXTENT_UNWRITTEN, number, physical, "a directory has unwritten blocks");
            }
        });
        boolean mapped = hasBlocks(inode);
        if (mapped) {
            looksLikeExtents(number, inode);
            mapping.walk();
        }
        if (inode.is(Mode.SYMBOLIC_LINK) && !inode.hasFlag(Inode.FLAG_INLINE_DATA)) {
            new SymbolicLinkCheck(volume).check(number, inode, mapped);
        }
        if (mapping.isDamaged()) {
            return false;
        }
        if (mapped) {
            size(number, inode, mapping);
        }
        boolean huge =
                inode.hasFlag(Inode.FLAG_HUGE_FILE) && layout.features().hasReadOnlyCompatible(Features.HUGE_FILE);
        long counted = (mapping.blocks() + outside) * (huge ? 1 : layout.blockSize() / SECTOR);
        long stored = layout.features().hasReadOnlyCompatible(Features.HUGE_FILE)
                ? inode.blocks()
                : inode.blocks() & 0xFFFFFFFFL;
        if (stored != counted) {
            findings.inode(Problem.BLOCK_COUNT, number, "counts " + stored + " blocks and has " + counted);
        }
        return true;
    }

    private void looksLikeExtents(long number, Inode inode) {
        ExtentNode root = ExtentNode.root(inode);
        if (!inode.hasFlag(Inode.FLAG_EXTENTS)
                && layout.features().hasIncompatible(Features.EXTENTS)
                && root.magic() == ExtentNode.MAGIC
                && root.max() == root.capacity()) {
            findings.inode(Problem.INODE_FLAGS, number, "an extent tree without the flag for it");
        }
    }

    private static boolean hasBlocks(Inode inode) {
        if (inode.hasFlag(Inode.FLAG_INLINE_DATA)) {
            return false;
        }
        return switch (inode.mode() & Mode.TYPE) {
            case Mode.FIFO, Mode.SOCKET, Mode.CHARACTER_DEVICE, Mode.BLOCK_DEVICE -> false;
            case Mode.SYMBOLIC_LINK -> !SymbolicLinkCheck.isFast(inode);
            default -> true;
        };
    }

    private void size(long number, Inode inode, Mapping mapping) {
        long size = inode.size();
        if (inode.is(Mode.DIRECTORY)) {
            directorySize(number, inode, mapping);
            return;
        }
        long most = inode.hasFlag(Inode.FLAG_EXTENTS) ? ((1L << 32) * layout.blockSize()) - 1 : mapSize();
        if (size < 0 || size > most || size < (mapping.writtenEnd() - 1) * layout.blockSize()) {
            findings.inode(Problem.INODE_SIZE, number, "the size " + size + " does not fit the blocks");
        }
        large(number, inode);
    }

    private void large(long number, Inode inode) {
        if (inode.size() >= LARGE
                && inode.is(Mode.REGULAR)
                && !layout.features().hasReadOnlyCompatible(Features.LARGE_FILE)) {
            findings.inode(Problem.LARGE_FILE_FEATURE, number, "a large file on a volume without them");
        }
    }

    private long mapSize() {
        long span = layout.blockSize() / 4;
        return Math.min((12 + span + span * span + span * span * span) * layout.blockSize(), ((1L << 48) - 1) * SECTOR);
    }

    private void directorySize(long number, Inode inode, Mapping mapping) {
        boolean large = layout.features().hasIncompatible(Features.LARGEDIR);
        long size = large ? inode.size() : inode.size() & 0xFFFFFFFFL;
        if (mapping.blocks() == 0) {
            findings.inode(Problem.DIRECTORY_EMPTY, number, "a directory has no blocks");
        } else if (size != mapping.end() * layout.blockSize()
                || !large && LittleEndian.i32(inode.bytes(), SIZE_HIGH) != 0) {
            findings.inode(Problem.INODE_SIZE, number, "the size " + size + " does not fit the blocks of a directory");
        }
    }

    private boolean isHidden(long number) {
        Superblock superblock = volume.superblock;
        if (layout.features().hasCompatible(ORPHAN_FILE) && superblock.u32(0x280) == number) {
            return true;
        }
        if (layout.features().hasReadOnlyCompatible(0x100)) {
            for (int field : QUOTA_INODES) {
                if (superblock.u32(field) == number) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String octal(int mode) {
        return "0" + Integer.toOctalString(mode);
    }
}
