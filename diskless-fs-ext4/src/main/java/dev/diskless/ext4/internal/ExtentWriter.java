package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.ChecksumSeed;
import dev.diskless.ext4.internal.disk.ExtentNode;
import dev.diskless.ext4.internal.disk.Inode;
import java.io.IOException;

/**
 * Changes the extent trees of files. Nodes that a power cut would find are copied, not written over, so that the inode
 * alone decides which tree counts. Nodes that are full are divided on the way down, so that the tree is whole after
 * every step; the caller stores the inode, also after a failure. Not thread-safe.
 */
final class ExtentWriter {

    private static final int SECTOR = 512;

    private final VolumeGeometry geometry;
    private final MetadataCache cache;
    private final BlockAllocator allocator;
    private final ExtentReader reader;

    ExtentWriter(VolumeGeometry geometry, MetadataCache cache, BlockAllocator allocator, ExtentReader reader) {
        this.geometry = geometry;
        this.cache = cache;
        this.allocator = allocator;
        this.reader = reader;
    }

    /** Gives an inode an empty tree. */
    static void format(Inode inode) {
        inode.setFlags(inode.flags() | Inode.FLAG_EXTENTS);
        ExtentNode.root(inode).format(0);
    }

    /** The greatest number of blocks that adding one extent can need for nodes. */
    int mostNodes(Inode inode) {
        ExtentNode root = ExtentNode.root(inode);
        if (root.depth() == 0) {
            return root.entries() < root.max() ? 0 : 1;
        }
        // Each node on the way may have to be divided, and the root be deepened; and a copy be made of each before.
        return root.depth() + 1 + (allocator.copies() ? root.depth() : 0);
    }

    /**
     * Maps blocks that were a hole to a run on the volume, and counts them. Blocks that could not be mapped, because
     * the tree had no room to grow, are given back.
     */
    void add(long number, Inode inode, long logical, Run run) throws IOException {
        long done = 0;
        try {
            while (done < run.length()) {
                long length = run.length() - done;
                long mapped = extend(number, inode, logical + done, run.physical() + done, length);
                if (mapped == 0) {
                    mapped = Math.min(length, ExtentNode.MAX_LENGTH);
                    allocator.require(mostNodes(inode));
                    Path path = open(number, inode, logical + done, true);
                    ExtentNode leaf = path.leaf();
                    leaf.insertExtent(
                            leaf.search(logical + done) + 1, logical + done, (int) mapped, run.physical() + done);
                    path.seal();
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

    /** Makes a range of logical blocks a hole, and gives back what was mapped there. */
    void remove(long number, Inode inode, long from, long to) throws IOException {
        long at = from;
        while (at < to) {
            Run run = reader.find(number, inode, at);
            long length = Math.min(run.length(), to - at);
            if (run.physical() != Run.HOLE) {
                unmap(number, inode, at, length);
            }
            at += length;
        }
        collapse(inode);
    }

    /** Reads all nodes of a tree; fails if one is damaged. */
    void requireReadable(long number, Inode inode) throws IOException {
        reader.path(number, inode, 0);
        requireReadable(number, inode, ExtentNode.root(inode));
    }

    private void requireReadable(long number, Inode inode, ExtentNode node) throws IOException {
        for (int i = 0; !node.isLeaf() && i < node.entries(); i++) {
            reader.path(number, inode, node.logical(i));
            requireReadable(
                    number, inode, ExtentNode.inBlock(cache.get(node.child(i)).clone()));
        }
    }

    /** Gives back all blocks of a file and all nodes of its tree. */
    void clear(long number, Inode inode) throws IOException {
        ExtentNode root = ExtentNode.root(inode);
        reader.path(number, inode, 0);
        clear(number, inode, root);
        format(inode);
    }

    private void clear(long number, Inode inode, ExtentNode node) throws IOException {
        for (int i = 0; i < node.entries(); i++) {
            if (node.isLeaf()) {
                // Those of a directory may wait to be written, and something else may get them at once.
                cache.forget(node.physical(i), node.length(i));
                allocator.release(node.physical(i), node.length(i));
                count(inode, -node.length(i));
            } else {
                // Checks the node below before it is followed.
                reader.path(number, inode, node.logical(i));
                clear(number, inode, ExtentNode.inBlock(cache.get(node.child(i)).clone()));
                drop(inode, node.child(i));
            }
        }
    }

    /** Takes the seed of another inode for all nodes of a tree, which no power cut would find yet. */
    void reseal(Inode inode, ChecksumSeed seed) throws IOException {
        reseal(ExtentNode.root(inode), seed);
    }

    private void reseal(ExtentNode node, ChecksumSeed seed) throws IOException {
        for (int i = 0; !node.isLeaf() && i < node.entries(); i++) {
            ExtentNode child = ExtentNode.inBlock(cache.change(node.child(i)));
            reseal(child, seed);
            seal(child, seed);
        }
    }

    /** Whether no node of a tree would be found after a power cut. */
    boolean isFresh(Inode inode) throws IOException {
        return isFresh(ExtentNode.root(inode));
    }

    private boolean isFresh(ExtentNode node) throws IOException {
        for (int i = 0; !node.isLeaf() && i < node.entries(); i++) {
            if (!allocator.isFresh(node.child(i)) || !isFresh(ExtentNode.inBlock(cache.get(node.child(i))))) {
                return false;
            }
        }
        return true;
    }

    /** Adds blocks to the extent that ends where they start; gives how many. */
    private long extend(long number, Inode inode, long logical, long physical, long length) throws IOException {
        if (logical == 0) {
            return 0;
        }
        ExtentNode leaf = find(number, inode, logical - 1);
        int index = leaf.search(logical - 1);
        if (index < 0 || leaf.isUnwritten(index)) {
            return 0;
        }
        int old = leaf.length(index);
        if (leaf.logical(index) + old != logical || leaf.physical(index) + old != physical) {
            return 0;
        }
        long more = Math.min(length, ExtentNode.MAX_LENGTH - old);
        if (more > 0) {
            Path path = open(number, inode, logical - 1, false);
            path.leaf().setLength(index, old + (int) more);
            path.seal();
        }
        return more;
    }

    private ExtentNode find(long number, Inode inode, long logical) throws IOException {
        long[] path = reader.path(number, inode, logical);
        return path.length == 0 ? ExtentNode.root(inode) : ExtentNode.inBlock(cache.get(path[path.length - 1]));
    }

    /** Unmaps blocks that lie in one extent. */
    private void unmap(long number, Inode inode, long logical, long length) throws IOException {
        ExtentNode seen = find(number, inode, logical);
        int index = seen.search(logical);
        long start = seen.logical(index);
        long physical = seen.physical(index) + logical - start;
        long behind = start + seen.length(index) - logical - length;
        boolean unwritten = seen.isUnwritten(index);
        boolean splits = logical > start && behind > 0;
        if (splits) {
            allocator.require(mostNodes(inode));
        }
        Path path = open(number, inode, logical, splits);
        ExtentNode leaf = path.leaf();
        index = leaf.search(logical);
        if (logical > start) {
            leaf.shorten(index, (int) (logical - start));
        } else {
            leaf.remove(index);
            index--;
        }
        if (behind > 0) {
            long rest = logical + length;
            if (unwritten) {
                leaf.insertUnwritten(index + 1, rest, (int) behind, physical + length);
            } else {
                leaf.insertExtent(index + 1, rest, (int) behind, physical + length);
            }
        }
        path.correct();
        path.seal();
        count(inode, -length);
        allocator.release(physical, length);
    }

    /** Moves what one node holds up into the root, while it fits there. */
    private void collapse(Inode inode) throws IOException {
        ExtentNode root = ExtentNode.root(inode);
        while (!root.isLeaf() && root.entries() == 1) {
            long block = root.child(0);
            ExtentNode child = ExtentNode.inBlock(cache.get(block).clone());
            if (child.entries() > root.max()) {
                return;
            }
            root.format(child.depth());
            child.moveTo(root, 0);
            drop(inode, block);
        }
        if (!root.isLeaf() && root.entries() == 0) {
            root.format(0);
        }
    }

    private void drop(Inode inode, long block) throws IOException {
        cache.forget(block);
        allocator.release(block, 1);
        count(inode, -1);
    }

    /** Opens the nodes on the way to a logical block for changing. */
    private Path open(long number, Inode inode, long logical, boolean withRoom) throws IOException {
        reader.path(number, inode, logical);
        Path path = new Path(inode, geometry.seed().ofInode(number, inode.generation()));
        ExtentNode root = path.nodes[0];
        if (withRoom && root.entries() >= root.max()) {
            deepen(inode, root);
        }
        while (!path.leaf().isLeaf()) {
            ExtentNode node = path.leaf();
            int index = Math.max(0, node.search(logical));
            if (withRoom && logical < node.logical(index)) {
                node.setLogical(index, logical);
            }
            ExtentNode child = change(node, index);
            if (withRoom && child.entries() >= child.max()) {
                ExtentNode other = divide(inode, node, index, child, logical);
                if (node.search(logical) != index) {
                    seal(child, path.seed);
                    child = other;
                    index++;
                } else {
                    seal(other, path.seed);
                }
            }
            path.enter(index, child);
        }
        return path;
    }

    /** A node below another for changing: itself if no power cut would find it, else a copy. */
    private ExtentNode change(ExtentNode parent, int index) throws IOException {
        long block = parent.child(index);
        if (allocator.isFresh(block)) {
            return ExtentNode.inBlock(cache.change(block));
        }
        byte[] old = cache.get(block);
        long copy = allocator.allocateMetadata(block);
        byte[] bytes = cache.create(copy);
        System.arraycopy(old, 0, bytes, 0, bytes.length);
        parent.setChild(index, copy);
        allocator.release(block, 1);
        return ExtentNode.inBlock(bytes);
    }

    /** Moves what the root holds into a node below it. */
    private void deepen(Inode inode, ExtentNode root) throws IOException {
        long block = allocator.allocateMetadata(0);
        count(inode, 1);
        ExtentNode child = ExtentNode.inBlock(cache.create(block));
        child.format(root.depth());
        root.moveTo(child, 0);
        root.format(child.depth() + 1);
        root.insertChild(0, child.logical(0), block);
    }

    /** Moves the upper half of a full node beside it; only the last entry if the tree grows at its end. */
    private ExtentNode divide(Inode inode, ExtentNode parent, int index, ExtentNode full, long logical)
            throws IOException {
        long block = allocator.allocateMetadata(parent.child(index) + 1);
        count(inode, 1);
        boolean atEnd = logical > full.logical(full.entries() - 1);
        ExtentNode other = ExtentNode.inBlock(cache.create(block));
        other.format(full.depth());
        full.moveTo(other, atEnd ? full.entries() - 1 : full.entries() / 2);
        parent.insertChild(index + 1, other.logical(0), block);
        return other;
    }

    private void seal(ExtentNode node, ChecksumSeed seed) {
        if (geometry.hasMetadataChecksums()) {
            node.seal(seed);
        }
    }

    private void count(Inode inode, long blocks) {
        int unit = inode.hasFlag(Inode.FLAG_HUGE_FILE) ? 1 : geometry.blockSize() / SECTOR;
        inode.setBlocks(inode.blocks() + blocks * unit);
    }

    /** The nodes from the root to a leaf, all open for changing. */
    private final class Path {

        private final Inode inode;
        private final ChecksumSeed seed;
        private final ExtentNode[] nodes = new ExtentNode[ExtentNode.MAX_DEPTH + 2];
        private final int[] indexes = new int[ExtentNode.MAX_DEPTH + 2];
        private int last;

        Path(Inode inode, ChecksumSeed seed) {
            this.inode = inode;
            this.seed = seed;
            nodes[0] = ExtentNode.root(inode);
        }

        ExtentNode leaf() {
            return nodes[last];
        }

        void enter(int index, ExtentNode child) {
            indexes[last] = index;
            last++;
            nodes[last] = child;
        }

        /** Brings the keys above the leaf up to date, and takes away nodes that became empty. */
        void correct() throws IOException {
            while (last > 0 && nodes[last].entries() == 0) {
                last--;
                drop(inode, nodes[last].child(indexes[last]));
                nodes[last].remove(indexes[last]);
            }
            for (int level = last - 1; level >= 0; level--) {
                nodes[level].setLogical(indexes[level], nodes[level + 1].logical(0));
            }
        }

        void seal() {
            for (int level = last; level > 0; level--) {
                ExtentWriter.this.seal(nodes[level], seed);
            }
        }
    }
}
