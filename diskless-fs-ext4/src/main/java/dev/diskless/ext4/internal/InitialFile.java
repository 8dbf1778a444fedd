package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.ChecksumSeed;
import dev.diskless.ext4.internal.disk.ExtentNode;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.fault.LimitExceededException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Maps the blocks of an object of a new file system, one behind the other, into at most one node below the inode, which
 * lies where mke2fs puts it. Not thread-safe.
 */
final class InitialFile {

    private static final int SECTOR = 512;

    private final NewFileSystem target;
    private final MetadataCache cache;
    private final Inode inode;
    private final ChecksumSeed seed;
    private ExtentNode leaf;
    private long logical;
    private long blocks;

    InitialFile(NewFileSystem target, MetadataCache cache, ChecksumSeed volumeSeed, long number, Inode inode) {
        this.target = target;
        this.cache = cache;
        this.inode = inode;
        this.seed = volumeSeed.ofInode(number, 0);
        inode.setFlags(inode.flags() | Inode.FLAG_EXTENTS);
        this.leaf = ExtentNode.root(inode);
        leaf.format(0);
    }

    /** Takes one block: the first free one from a goal on. */
    long append(long goal) throws IOException {
        long block = target.blocks().allocateFirst(goal);
        map(block, 1);
        return block;
    }

    /** Takes so many blocks from a goal on, or behind what is in use there, in as few runs as there are gaps. */
    List<Run> append(long goal, long count) throws IOException {
        FormatPlan plan = target.plan();
        List<Run> runs = new ArrayList<>();
        long at = goal;
        for (long rest = count; rest > 0; ) {
            target.blocks().require(rest);
            long start = target.bitmaps().firstFree(at, plan.blocks());
            start = start >= 0 ? start : target.bitmaps().firstFree(plan.firstDataBlock(), at);
            long end = start;
            long most = start + Math.min(rest, ExtentNode.MAX_LENGTH);
            while (end < most && end < plan.blocks() && !target.bitmaps().isUsed(end)) {
                target.blocks().allocateFirst(end);
                end++;
            }
            map(start, (int) (end - start));
            runs.add(new Run(start, end - start));
            rest -= end - start;
            at = end < plan.blocks() ? end : plan.firstDataBlock();
        }
        return runs;
    }

    /** Stores the size and the number of blocks in the inode, and the node. */
    void finish() {
        int blockSize = target.plan().blockSize();
        inode.setSize(logical * blockSize);
        inode.setBlocks(blocks * (blockSize / SECTOR));
        if (!ExtentNode.root(inode).isLeaf() && target.plan().hasMetadataChecksums()) {
            leaf.seal(seed);
        }
    }

    private void map(long physical, int length) throws IOException {
        int last = leaf.entries() - 1;
        if (last >= 0
                && leaf.physical(last) + leaf.length(last) == physical
                && leaf.length(last) + length <= ExtentNode.MAX_LENGTH) {
            leaf.setLength(last, leaf.length(last) + length);
        } else {
            if (leaf.entries() == leaf.capacity()) {
                deepen();
            }
            leaf.insertExtent(leaf.entries(), logical, length, physical);
        }
        logical += length;
        blocks += length;
    }

    private void deepen() throws IOException {
        ExtentNode root = ExtentNode.root(inode);
        if (!root.isLeaf()) {
            throw new LimitExceededException(
                    LimitExceededException.detail("a file of the file system in too many pieces")
                            .expected("at most " + leaf.capacity())
                            .found("more"));
        }
        long block = target.blocks().allocateFirst(leaf.physical(0) - 1);
        leaf = ExtentNode.inBlock(cache.create(block));
        leaf.format(0);
        root.moveTo(leaf, 0);
        root.format(1);
        root.insertChild(0, 0, block);
        blocks++;
    }
}
