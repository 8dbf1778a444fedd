package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.ChecksumSeed;
import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.HashTreeNode;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.fault.UnsupportedFeatureException;
import java.io.IOException;

/** One directory while it is changed. Not thread-safe. */
final class ChangedDirectory {

    final VolumeGeometry geometry;
    final Superblock superblock;
    final long number;
    final Inode inode;
    final DirectoryBlocks blocks;
    private final boolean withTail;
    private final ChecksumSeed seed;

    ChangedDirectory(VolumeGeometry geometry, Superblock superblock, long number, Inode inode, DirectoryBlocks blocks) {
        this.geometry = geometry;
        this.superblock = superblock;
        this.number = number;
        this.inode = inode;
        this.blocks = blocks;
        this.withTail = geometry.hasMetadataChecksums();
        this.seed = geometry.seed().ofInode(number, inode.generation());
    }

    /** Refuses directories whose names are no plain bytes, or lie elsewhere. */
    void requireChangeable() throws IOException {
        String what = inode.hasFlag(Inode.FLAG_ENCRYPTED)
                ? "encrypted"
                : inode.hasFlag(Inode.FLAG_CASEFOLD)
                        ? "regardless of case"
                        : inode.hasFlag(Inode.FLAG_INLINE_DATA) ? "in its inode" : null;
        if (what != null) {
            throw new UnsupportedFeatureException(
                    UnsupportedFeatureException.detail("this kind of directory can only be read")
                            .at("directory " + number)
                            .expected("plain names in blocks")
                            .found("names " + what));
        }
    }

    /** Refuses more blocks than a directory can have. */
    void requireGrowth(int count) throws IOException {
        long size = ((long) blocks.count() + count) * geometry.blockSize();
        if (size > DirectoryReader.MAX_SIZE) {
            throw full("at most " + DirectoryReader.MAX_SIZE + " bytes", size);
        }
    }

    LimitExceededException full(Object expected, Object found) {
        return new LimitExceededException(LimitExceededException.detail("too many names in one directory")
                .at("directory " + number)
                .expected(expected)
                .found(found));
    }

    boolean withTail() {
        return withTail;
    }

    /** The type byte to be stored. */
    int type(int type) {
        return geometry.features().hasIncompatible(Features.FILETYPE) ? type : 0;
    }

    HashTree tree() throws IOException {
        return HashTree.open(geometry, superblock, number, blocks::read, blocks.count());
    }

    DirectoryBlock read(int logical) throws IOException {
        return leaf(blocks.read(logical));
    }

    DirectoryBlock change(int logical) throws IOException {
        return leaf(blocks.change(logical));
    }

    DirectoryBlock leaf(byte[] bytes) {
        return new DirectoryBlock(bytes, withTail);
    }

    void seal(DirectoryBlock block) {
        if (withTail) {
            block.seal(seed);
        }
    }

    void seal(HashTreeNode node) {
        if (withTail) {
            node.seal(seed);
        }
    }

    /** Stores the checksum of a block that is the root of the tree if there is one, or else a leaf. */
    void sealAny(int logical, byte[] bytes) {
        if (logical == 0 && inode.hasFlag(Inode.FLAG_INDEX)) {
            seal(HashTreeNode.root(bytes));
        } else {
            seal(leaf(bytes));
        }
    }

    /** Puts a name where a block has room; gives where in the directory that is. */
    long put(int logical, DirectoryBlock block, int room, byte[] name, long target, int type) {
        int at = block.insert(room, name, target, type(type));
        seal(block);
        return (long) logical * geometry.blockSize() + at;
    }
}
