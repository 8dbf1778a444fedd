package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.ChecksumSeed;
import dev.diskless.ext4.internal.disk.ExtentNode;
import dev.diskless.ext4.internal.disk.Inode;
import java.io.IOException;

/**
 * Adds blocks to files. Nodes that are full are divided on the way down, so that the tree is whole after every step; the
 * caller stores the inode, also after a failure. Not thread-safe.
 */
final class ExtentWriter {

    private static final int SECTOR = 512;

    private final VolumeGeometry geometry;
    private final MetadataCache cache;
    private final BlockAllocator allocator;

    ExtentWriter(VolumeGeometry geometry, MetadataCache cache, BlockAllocator allocator) {
        this.geometry = geometry;
        this.cache = cache;
        this.allocator = allocator;
    }

    /** Gives an inode an empty tree. */
    static void format(Inode inode) {
        inode.setFlags(inode.flags() | Inode.FLAG_EXTENTS);
        ExtentNode.root(inode).format(0);
    }

    /** The greatest number of blocks that adding one extent can need for nodes. */
    static int mostNodes(Inode inode) {
        ExtentNode root = ExtentNode.root(inode);
        return root.depth() == 0 && root.entries() < root.capacity() ? 0 : root.depth() + 1;
    }

    /**
     * Maps blocks that were a hole to a run on the volume, and counts them. Blocks that could not be mapped, because
     * the tree had no room to grow, are given back.
     */
    void add(long number, Inode inode, long logical, Run run) throws IOException {
        ChecksumSeed seed = geometry.seed().ofInode(number, inode.generation());
        long done = 0;
        try {
            while (done < run.length()) {
                long length = run.length() - done;
                long mapped = extend(inode, seed, logical + done, run.physical() + done, length);
                if (mapped == 0) {
                    mapped = Math.min(length, ExtentNode.MAX_LENGTH);
                    allocator.require(mostNodes(inode));
                    insert(inode, seed, logical + done, run.physical() + done, (int) mapped);
                }
                count(inode, mapped);
                done += mapped;
            }
        } finally {
            if (done < run.length()) {
                allocator.release(run.physical() + done, run.length() - done);
            }
        }
    }

    /** Adds blocks to the extent that ends where they start; gives how many. */
    private long extend(Inode inode, ChecksumSeed seed, long logical, long physical, long length) throws IOException {
        ExtentNode node = ExtentNode.root(inode);
        long block = 0;
        while (!node.isLeaf()) {
            int index = node.search(logical);
            if (index < 0) {
                return 0;
            }
            block = node.child(index);
            node = ExtentNode.inBlock(cache.get(block));
        }
        int index = node.search(logical);
        if (index < 0 || node.isUnwritten(index)) {
            return 0;
        }
        int old = node.length(index);
        if (node.logical(index) + old != logical || node.physical(index) + old != physical) {
            return 0;
        }
        long more = Math.min(length, ExtentNode.MAX_LENGTH - old);
        if (more > 0) {
            if (block != 0) {
                cache.change(block);
            }
            node.setLength(index, old + (int) more);
            if (block != 0) {
                node.seal(seed);
            }
        }
        return more;
    }

    private void insert(Inode inode, ChecksumSeed seed, long logical, long physical, int length) throws IOException {
        ExtentNode root = ExtentNode.root(inode);
        if (root.entries() == root.capacity()) {
            deepen(inode, root, seed);
        }
        ExtentNode node = root;
        boolean inBlock = false;
        while (!node.isLeaf()) {
            int index = Math.max(0, node.search(logical));
            if (logical < node.logical(index)) {
                node.setLogical(index, logical);
            }
            ExtentNode child = ExtentNode.inBlock(cache.change(node.child(index)));
            if (child.entries() == child.capacity()) {
                divide(inode, node, index, child, logical, seed);
                index = node.search(logical);
                child = ExtentNode.inBlock(cache.change(node.child(index)));
            }
            if (inBlock) {
                node.seal(seed);
            }
            node = child;
            inBlock = true;
        }
        node.insertExtent(node.search(logical) + 1, logical, length, physical);
        if (inBlock) {
            node.seal(seed);
        }
    }

    /** Moves what the root holds into a node below it. */
    private void deepen(Inode inode, ExtentNode root, ChecksumSeed seed) throws IOException {
        long block = allocator.allocateMetadata(0);
        count(inode, 1);
        ExtentNode child = ExtentNode.inBlock(cache.create(block));
        child.format(root.depth());
        root.moveTo(child, 0);
        child.seal(seed);
        root.format(child.depth() + 1);
        root.insertChild(0, child.logical(0), block);
    }

    /** Moves the upper half of a full node beside it; only the last entry if the tree grows at its end. */
    private void divide(Inode inode, ExtentNode parent, int index, ExtentNode full, long logical, ChecksumSeed seed)
            throws IOException {
        long block = allocator.allocateMetadata(parent.child(index) + 1);
        count(inode, 1);
        boolean atEnd = logical > full.logical(full.entries() - 1);
        ExtentNode other = ExtentNode.inBlock(cache.create(block));
        other.format(full.depth());
        full.moveTo(other, atEnd ? full.entries() - 1 : full.entries() / 2);
        full.seal(seed);
        other.seal(seed);
        parent.insertChild(index + 1, other.logical(0), block);
    }

    private void count(Inode inode, long blocks) {
        inode.setBlocks(inode.blocks() + blocks * (geometry.blockSize() / SECTOR));
    }
}
