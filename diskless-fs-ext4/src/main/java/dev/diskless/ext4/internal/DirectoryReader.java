package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.ChecksumSeed;
import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.HashTreeNode;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.Mode;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.LimitExceededException;
import java.io.IOException;
import java.nio.file.NotDirectoryException;

/**
 * Reads directories block by block. Blocks of a hash tree look like empty ones, so that every directory can be read from
 * front to back. Each block is checked when it is read.
 */
final class DirectoryReader {

    /** The greatest directory that is read or made, in bytes. */
    static final long MAX_SIZE = 32 << 20;

    private static final byte[] DOT = {'.'};
    private static final byte[] DOT_DOT = {'.', '.'};

    private final BlockDevice device;
    private final VolumeGeometry geometry;
    private final MetadataCache cache;
    private final InodeTable inodes;
    private final FileBlocks files;
    private final InlineData inline;

    DirectoryReader(
            BlockDevice device,
            VolumeGeometry geometry,
            MetadataCache cache,
            InodeTable inodes,
            FileBlocks files,
            InlineData inline) {
        this.device = device;
        this.geometry = geometry;
        this.cache = cache;
        this.inodes = inodes;
        this.files = files;
        this.inline = inline;
    }

    /** The inode of a directory. */
    Inode open(long directory) throws IOException {
        Inode inode = inodes.read(directory);
        if (!inode.is(Mode.DIRECTORY)) {
            throw new NotDirectoryException("inode " + directory);
        }
        if (inode.hasFlag(Inode.FLAG_INLINE_DATA)) {
            return inode;
        }
        long size = inode.size();
        if (size <= 0 || size % geometry.blockSize() != 0 || size / geometry.blockSize() > geometry.blocks()) {
            throw Damage.at(
                    device,
                    inodes.locate(directory),
                    "impossible size of directory " + directory,
                    "a multiple of " + geometry.blockSize(),
                    size);
        }
        if (size > MAX_SIZE) {
            throw new LimitExceededException(LimitExceededException.detail("directory " + directory + " is too large")
                    .at(device, inodes.locate(directory))
                    .expected("at most " + MAX_SIZE + " bytes")
                    .found(size));
        }
        return inode;
    }

    int blocks(Inode inode) {
        return inode.hasFlag(Inode.FLAG_INLINE_DATA) ? 1 : (int) (inode.size() / geometry.blockSize());
    }

    /** Where a block of a directory lies on the volume. */
    long locate(long directory, Inode inode, int logical) throws IOException {
        Run run = files.find(directory, inode, logical);
        if (!run.hasContent()) {
            throw Damage.at(
                    device,
                    inodes.locate(directory),
                    "directory " + directory + " has no block " + logical,
                    "content",
                    "a hole");
        }
        return run.physical();
    }

    /** A block whose entries can be followed without further checks. */
    DirectoryBlock read(long directory, Inode inode, int logical) throws IOException {
        if (inode.hasFlag(Inode.FLAG_INLINE_DATA) && !inode.hasFlag(Inode.FLAG_ENCRYPTED)) {
            boolean hasTypes = geometry.features().hasIncompatible(Features.FILETYPE);
            DirectoryBlock block = new DirectoryBlock(inline.directoryBlock(directory, inode, hasTypes));
            check(directory, block, inodes.locate(directory), logical, geometry.blockSize());
            return block;
        }
        long number = locate(directory, inode, logical);
        CachedBlock cached = cache.block(number);
        if (cached.checked() instanceof Checked known && known.is(directory, inode, logical)) {
            return known.block;
        }
        byte[] bytes = cached.bytes();
        int end = bytes.length;
        if (geometry.hasMetadataChecksums()) {
            end -= verify(directory, inode, logical, number, bytes);
        }
        DirectoryBlock block = new DirectoryBlock(bytes);
        check(directory, block, geometry.position(number), logical, end);
        cached.check(new Checked(block, directory, inode.generation(), logical, inode.hasFlag(Inode.FLAG_INDEX)));
        return block;
    }

    private record Checked(DirectoryBlock block, long directory, int generation, int logical, boolean indexed) {

        boolean is(long other, Inode inode, int at) {
            return directory == other
                    && generation == inode.generation()
                    && logical == at
                    && indexed == inode.hasFlag(Inode.FLAG_INDEX);
        }
    }

    private void check(long directory, DirectoryBlock block, long position, int logical, int end) throws IOException {
        for (int at = 0; at < end; at += block.distance(at)) {
            checkEntry(directory, block, position, logical, at, end);
        }
    }

    /** The inode that {@code ..} stands for. */
    long parent(long directory, Inode inode) throws IOException {
        DirectoryBlock first = read(directory, inode, 0);
        return first.inode(first.distance(0));
    }

    /** The type byte of an entry; 0 where the volume keeps none. */
    int type(DirectoryBlock block, int at) {
        return geometry.features().hasIncompatible(Features.FILETYPE) ? block.type(at) : 0;
    }

    static boolean isDots(byte[] name) {
        return name.length > 0 && name.length < 3 && name[0] == '.' && name[name.length - 1] == '.';
    }

    /** Checks the checksum; gives the bytes at the end of the block that are no entries. */
    private int verify(long directory, Inode inode, int logical, long number, byte[] bytes) throws IOException {
        ChecksumSeed seed = geometry.seed().ofInode(directory, inode.generation());
        boolean indexed = inode.hasFlag(Inode.FLAG_INDEX);
        boolean hasTail;
        int computed;
        int stored;
        boolean isLeaf = !indexed || logical != 0 && !HashTreeNode.isInner(bytes);
        if (!isLeaf) {
            HashTreeNode node = logical == 0 ? HashTreeNode.root(bytes) : HashTreeNode.inner(bytes);
            hasTail = node.hasTail();
            computed = hasTail ? node.computedChecksum(seed) : 0;
            stored = hasTail ? node.storedChecksum() : 0;
        } else {
            DirectoryBlock block = new DirectoryBlock(bytes);
            hasTail = block.hasTail();
            computed = block.computedChecksum(seed);
            stored = block.storedChecksum();
        }
        if (!hasTail) {
            throw Damage.at(
                    device,
                    geometry.position(number),
                    "block " + logical + " of directory " + directory + " keeps no checksum",
                    "a checksum at its end",
                    "none");
        }
        if (computed != stored) {
            throw Damage.checksum(
                    device,
                    geometry.position(number),
                    "block " + logical + " of directory " + directory,
                    computed,
                    stored);
        }
        return isLeaf ? DirectoryBlock.TAIL : 0;
    }

    private void checkEntry(long directory, DirectoryBlock block, long position, int logical, int at, int end)
            throws IOException {
        int room = end - at;
        if (room < DirectoryBlock.entrySize(1)) {
            throw bad(directory, position, at, "an entry reaches over the end of the block", "12 bytes", room);
        }
        int distance = block.distance(at);
        if (distance < DirectoryBlock.entrySize(1) || distance % 4 != 0 || distance > room) {
            throw bad(directory, position, at, "bad length of an entry", "12.." + room, distance);
        }
        if (block.inode(at) == 0) {
            if (logical == 0 && at == 0) {
                throw bad(directory, position, at, "the first entry is not the directory itself", directory, 0);
            }
            return;
        }
        int length = block.nameLength(at);
        if (length == 0 || DirectoryBlock.entrySize(length) > distance) {
            throw bad(directory, position, at, "bad length of a name", "1.." + (distance - 8), length);
        }
        boolean hasTypes = geometry.features().hasIncompatible(Features.FILETYPE);
        if (!hasTypes && block.type(at) != 0) {
            throw bad(directory, position, at, "bad length of a name", "1..255", block.type(at) * 256 + length);
        }
        int bad = block.badCharacter(at);
        if (bad >= 0) {
            throw bad(directory, position, at, "bad character in a name", "no NUL and no slash", bad);
        }
        if (logical == 0 && at == 0) {
            if (!block.hasName(at, DOT) || block.inode(at) != directory) {
                throw bad(
                        directory,
                        position,
                        at,
                        "the first entry is not the directory itself",
                        directory,
                        block.inode(at));
            }
        } else if (logical == 0 && at == block.distance(0)) {
            if (!block.hasName(at, DOT_DOT) || block.inode(at) > geometry.inodes()) {
                throw bad(directory, position, at, "the second entry is not the parent", "..", block.inode(at));
            }
        } else {
            checkChild(directory, block, position, at);
        }
        if (logical == 0 && at == 0 && distance == room) {
            throw bad(directory, position, at, "there is no second entry", "12 bytes", distance);
        }
    }

    private void checkChild(long directory, DirectoryBlock block, long position, int at) throws IOException {
        long inode = block.inode(at);
        if (inode < geometry.firstInode() || inode > geometry.inodes()) {
            throw bad(
                    directory,
                    position,
                    at,
                    "an entry stands for an impossible inode",
                    geometry.firstInode() + ".." + geometry.inodes(),
                    inode);
        }
        if (block.isDots(at)) {
            throw bad(
                    directory, position, at, "a second entry for the directory or its parent", "another name", "dots");
        }
    }

    private CorruptInputException bad(
            long directory, long position, int at, String what, Object expected, Object found) {
        return Damage.at(device, position + at, what + " in directory " + directory, expected, found);
    }
}
