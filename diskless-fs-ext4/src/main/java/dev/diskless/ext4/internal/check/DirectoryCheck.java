package dev.diskless.ext4.internal.check;

import dev.diskless.ext4.internal.disk.ChecksumSeed;
import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One directory: its blocks, and what their entries lead to. */
final class DirectoryCheck {

    private static final int ROOT = 2;
    private static final int DIRECTORY_TYPE = 2;
    private static final int SMALLEST = 12;
    private static final int FLAG_CASEFOLD = 0x40000000;
    private static final int PARENT = 4;

    private final Examined volume;
    private final Layout layout;
    private final boolean typed;
    private final NameSet names = new NameSet();
    private final byte[] bytes;
    private final DirectoryBlock block;

    private int index;
    private long number;
    private long physical;
    private boolean encrypted;
    private boolean folded;
    private @Nullable HashTreeCheck tree;
    private @Nullable ChecksumSeed seed;

    DirectoryCheck(Examined volume) {
        this.volume = volume;
        this.layout = volume.layout;
        this.typed = layout.features().hasIncompatible(Features.FILETYPE);
        this.bytes = new byte[layout.blockSize()];
        this.block = new DirectoryBlock(bytes);
    }

    void check(int atIndex, long directory, Inode inode) throws IOException {
        index = atIndex;
        number = directory;
        names.clear();
        encrypted = inode.hasFlag(Inode.FLAG_ENCRYPTED);
        folded = inode.hasFlag(FLAG_CASEFOLD);
        seed = layout.seed().ofInode(directory, inode.generation());
        tree = inode.hasFlag(Inode.FLAG_INDEX) ? new HashTreeCheck(volume, directory, inode) : null;
        if (inode.hasFlag(Inode.FLAG_INLINE_DATA)) {
            tree = null;
            inline(InlineContent.of(inode).bytes());
            return;
        }
        long[] next = {0};
        Mapping mapping = new Mapping(volume, directory, inode, false, (logical, first, length, unwritten) -> {
            if (logical > next[0]) {
                bad(Problem.DIRECTORY_HOLE, "a directory has no block " + next[0]);
                // What lies behind may be said to lie anywhere, and the tree keeps a record for each block before.
                tree = null;
            }
            next[0] = logical + length;
            for (long i = 0; i < length; i++) {
                physical = first + i;
                if (!volume.source.read(physical, bytes)) {
                    bad(Problem.DIRECTORY_HOLE, "a block of a directory lies outside the device");
                    return;
                }
                readBlock(logical + i);
            }
        });
        mapping.walk();
        if (tree != null) {
            tree.finish(next[0]);
        }
    }

    private void readBlock(long logical) {
        int end = bytes.length;
        boolean leaf = true;
        if (tree != null) {
            leaf = tree.enter(logical, physical, bytes);
        }
        if (leaf && layout.hasMetadataChecksums() && seed != null) {
            if (!block.hasTail()) {
                bad(Problem.DIRECTORY_CHECKSUM, "a block of a directory keeps no checksum");
            } else {
                end -= DirectoryBlock.TAIL;
                if (block.storedChecksum() != block.computedChecksum(seed)) {
                    bad(Problem.DIRECTORY_CHECKSUM, "wrong checksum of a block of a directory");
                }
            }
        }
        int entry = 0;
        int at = 0;
        while (at < end) {
            int distance = end - at < 8 ? 0 : block.distance(at);
            int length = nameLength(at);
            if (distance < SMALLEST || distance % 4 != 0 || distance > end - at || length + 8 > distance) {
                bad(Problem.DIRECTORY_STRUCTURE, "an entry at byte " + at + " has an impossible length");
                if (logical == 0 && entry < 2) {
                    bad(Problem.DIRECTORY_DOTS, "the first two entries are not both there");
                }
                return;
            }
            if (logical == 0 && entry < 2) {
                dots(entry, at, length);
            } else if (block.inode(at) != 0) {
                named(at, length);
            }
            entry++;
            at += distance;
        }
        if (logical == 0 && entry < 2) {
            bad(Problem.DIRECTORY_DOTS, "there is no entry for the parent");
        }
    }

    /** The parent, then entries in the inode and in its attribute, none of which reaches over the border. */
    private void inline(byte[] content) {
        physical = -1;
        System.arraycopy(content, 0, bytes, 0, content.length);
        volume.inodes.addName(number);
        long parent = LittleEndian.u32(content, 0);
        if (parent > 0 && parent <= layout.inodes()) {
            volume.inodes.addName(parent);
            volume.directories.setDots(index, parent);
        } else {
            bad(Problem.DIRECTORY_DOTS, "the parent is said to be the impossible inode " + parent);
        }
        inline(PARENT, Inode.BLOCK_ARRAY_SIZE);
        inline(Inode.BLOCK_ARRAY_SIZE, content.length);
    }

    private void inline(int from, int end) {
        int at = from;
        while (at < end) {
            int distance = end - at < SMALLEST ? 0 : block.distance(at);
            int length = nameLength(at);
            if (distance < SMALLEST || distance % 4 != 0 || distance > end - at || length + 8 > distance) {
                bad(Problem.DIRECTORY_STRUCTURE, "an entry at byte " + at + " of the inode has an impossible length");
                return;
            }
            if (block.inode(at) != 0) {
                named(at, length);
            }
            at += distance;
        }
    }

    private int nameLength(int at) {
        return typed || at + 8 > bytes.length ? block.nameLength(at) : block.nameLength(at) | block.type(at) << 8;
    }

    private boolean isDots(int at, int length, int dots) {
        return length == dots && bytes[at + 8] == '.' && (dots == 1 || bytes[at + 9] == '.');
    }

    private void dots(int entry, int at, int length) {
        long inode = block.inode(at);
        boolean named = isDots(at, length, entry + 1);
        if (inode == 0 || !named || entry == 0 && (inode != number || block.distance(at) >= 28)) {
            bad(Problem.DIRECTORY_DOTS, entry == 0 ? "the first entry is not ." : "the second entry is not ..");
        }
        if (named && typed && block.type(at) != DIRECTORY_TYPE) {
            bad(Problem.ENTRY_TYPE, "an entry for a directory has type " + block.type(at));
        }
        if (inode > 0 && inode <= layout.inodes()) {
            volume.inodes.addName(inode);
            if (entry == 1 && named) {
                volume.directories.setDots(index, inode);
            }
        }
    }

    private void named(int at, int length) {
        long inode = block.inode(at);
        if (length == 0 || length > DirectoryBlock.MAX_NAME) {
            bad(Problem.ENTRY_NAME, "a name of " + length + " bytes");
            return;
        }
        for (int i = at + 8; !encrypted && i < at + 8 + length; i++) {
            if (bytes[i] == 0 || bytes[i] == '/') {
                bad(Problem.ENTRY_NAME, "a name with a NUL or a slash");
                break;
            }
        }
        if (isDots(at, length, 1) || isDots(at, length, 2)) {
            bad(Problem.ENTRY_NAME, "a second entry for the directory or its parent");
        }
        if (!names.add(bytes, at + 8, length)) {
            bad(Problem.DUPLICATE_NAME, "two entries have one name");
        }
        // Hashes of folded names need the tables of Unicode.
        if (tree != null && !folded) {
            tree.name(bytes, at + 8, length);
        }
        if (inode == ROOT || inode < layout.firstInode() || inode > layout.inodes()) {
            bad(Problem.ENTRY_INODE, "an entry stands for the impossible inode " + inode);
            return;
        }
        if (!volume.inodes.is(inode, InodeMap.USED)) {
            bad(Problem.ENTRY_UNUSED_INODE, "an entry stands for inode " + inode + ", which is not in use");
            return;
        }
        int type = volume.inodes.state(inode) & InodeMap.TYPE;
        if (typed && type != 0 && block.type(at) != type) {
            bad(Problem.ENTRY_TYPE, "an entry has type " + block.type(at) + ", its inode type " + type);
        }
        if (type == DIRECTORY_TYPE) {
            int child = volume.directories.find(inode);
            if (child >= 0 && volume.directories.parent(child) != 0) {
                bad(Problem.DIRECTORY_LINKED_TWICE, "directory " + inode + " has two names");
            } else if (child >= 0) {
                volume.directories.setParent(child, number);
            }
        }
        volume.inodes.addName(inode);
    }

    private void bad(Problem problem, String message) {
        volume.findings.block(problem, number, physical, message);
    }
}
