package dev.diskless.ext4.internal.check;

import dev.diskless.ext4.internal.disk.ChecksumSeed;
import dev.diskless.ext4.internal.disk.ExtentNode;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import java.io.IOException;

/** Walks the blocks of one inode in logical order, through its extent tree or its block map. */
final class Mapping {

    /** Receives blocks that lie side by side. */
    interface Visitor {
        void run(long logical, long physical, long length, boolean unwritten) throws IOException;
    }

    private static final int MAX_PROBLEMS = 16;
    private static final long LOGICAL_END = 1L << 32;
    private static final int DIRECT = 12;

    private final Examined volume;
    private final Layout layout;
    private final long number;
    private final Inode inode;
    private final boolean claims;
    private final Visitor visitor;

    private int problems;
    private long blocks;
    private long end;
    private long writtenEnd;

    /**
     * Prepares a walk.
     *
     * @param claims whether this is the walk that marks blocks as used and reports what is wrong
     */
    Mapping(Examined volume, long number, Inode inode, boolean claims, Visitor visitor) {
        this.volume = volume;
        this.layout = volume.layout;
        this.number = number;
        this.inode = inode;
        this.claims = claims;
        this.visitor = visitor;
    }

    void walk() throws IOException {
        if (inode.hasFlag(Inode.FLAG_INLINE_DATA)) {
            return;
        }
        if (inode.hasFlag(Inode.FLAG_EXTENTS)) {
            ExtentNode root = ExtentNode.root(inode);
            if (root.depth() > ExtentNode.MAX_DEPTH) {
                problem(Problem.EXTENT_HEADER, -1, "too deep an extent tree");
            } else {
                node(root, -1, root.depth(), 0, LOGICAL_END);
            }
        } else {
            blockMap();
        }
    }

    boolean isDamaged() {
        return problems > 0;
    }

    /** Blocks in use, those of the tree included. */
    long blocks() {
        return blocks;
    }

    /** One more than the last logical block. */
    long end() {
        return end;
    }

    /** One more than the last logical block that has content. */
    long writtenEnd() {
        return writtenEnd;
    }

    private void node(ExtentNode node, long block, int depth, long low, long high) throws IOException {
        if (node.magic() != ExtentNode.MAGIC
                || node.depth() != depth
                || node.max() > node.capacity()
                || node.max() < node.capacity() - 2
                || node.entries() > node.max()) {
            problem(Problem.EXTENT_HEADER, block, "the header of an extent node makes no sense");
            return;
        }
        if (node.entries() == 0 && (block >= 0 || depth > 0)) {
            problem(Problem.EXTENT_HEADER, block, "an extent node is empty");
        }
        if (block >= 0 && layout.hasMetadataChecksums()) {
            ChecksumSeed seed = layout.seed().ofInode(number, inode.generation());
            if (!node.hasTail() || node.storedChecksum() != node.computedChecksum(seed)) {
                problem(Problem.EXTENT_CHECKSUM, block, "wrong checksum of an extent node");
            }
        }
        long next = low;
        for (int i = 0; i < node.entries() && problems < MAX_PROBLEMS; i++) {
            long logical = node.logical(i);
            if (logical < next || logical >= high) {
                problem(Problem.EXTENT_ORDER, block, "extents overlap or are out of order at block " + logical);
                continue;
            }
            if (depth > 0) {
                long childHigh = i + 1 < node.entries() ? Math.min(high, node.logical(i + 1)) : high;
                child(node.child(i), block, depth - 1, logical, childHigh);
                next = logical + 1;
            } else {
                next = leaf(node, i, block, logical, high);
            }
        }
    }

    private void child(long child, long from, int depth, long low, long high) throws IOException {
        if (!layout.holds(child, 1)) {
            problem(Problem.EXTENT_RANGE, from, "an extent node lies outside the volume at block " + child);
            return;
        }
        blocks++;
        if (!claim(child, 1)) {
            return;
        }
        byte[] bytes = volume.source.block(child);
        if (bytes == null) {
            problem(Problem.EXTENT_RANGE, child, "an extent node lies outside the device");
            return;
        }
        ExtentNode node = ExtentNode.inBlock(bytes);
        if (node.magic() == ExtentNode.MAGIC && node.entries() > 0 && node.logical(0) != low) {
            problem(Problem.EXTENT_ORDER, child, "an extent node starts at another block than its parent says");
        }
        node(node, child, depth, low, high);
    }

    private long leaf(ExtentNode node, int index, long block, long logical, long high) throws IOException {
        long length = node.length(index);
        long physical = node.physical(index);
        if (length == 0) {
            problem(Problem.EXTENT_RANGE, block, "an extent at block " + logical + " has no length");
            return logical;
        }
        if (logical + length > high) {
            problem(Problem.EXTENT_ORDER, block, "an extent at block " + logical + " reaches too far");
        }
        if (!layout.holds(physical, length)) {
            problem(
                    Problem.EXTENT_RANGE,
                    block,
                    "an extent at block " + logical + " lies outside the volume: " + physical + ", " + length);
            return logical + length;
        }
        blocks += length;
        claim(physical, length);
        extend(logical + length, !node.isUnwritten(index));
        visitor.run(logical, physical, length, node.isUnwritten(index));
        return logical + length;
    }

    private void extend(long to, boolean written) {
        end = Math.max(end, to);
        if (written) {
            writtenEnd = Math.max(writtenEnd, to);
        }
    }

    private void blockMap() throws IOException {
        for (int i = 0; i < DIRECT; i++) {
            mapped(LittleEndian.u32(inode.bytes(), Inode.BLOCK_ARRAY + 4 * i), i, 0);
        }
        long logical = DIRECT;
        long span = layout.blockSize() / 4;
        for (int level = 1; level <= 3; level++) {
            mapped(LittleEndian.u32(inode.bytes(), Inode.BLOCK_ARRAY + 4 * (DIRECT - 1 + level)), logical, level);
            logical += span;
            span *= layout.blockSize() / 4;
        }
    }

    private void mapped(long block, long logical, int level) throws IOException {
        if (block == 0 || problems >= MAX_PROBLEMS) {
            return;
        }
        if (!layout.holds(block, 1) || logical >= LOGICAL_END) {
            problem(Problem.BLOCK_MAP_RANGE, block, "block " + logical + " lies outside the volume");
            return;
        }
        blocks++;
        boolean own = claim(block, 1);
        if (level == 0) {
            extend(logical + 1, true);
            visitor.run(logical, block, 1, false);
            return;
        }
        byte[] bytes = own ? volume.source.block(block) : null;
        if (bytes != null) {
            long span = 1;
            for (int i = 1; i < level; i++) {
                span *= layout.blockSize() / 4;
            }
            for (int i = 0; i < layout.blockSize() / 4; i++) {
                mapped(LittleEndian.u32(bytes, 4 * i), logical + i * span, level - 1);
            }
        }
    }

    private boolean claim(long block, long count) {
        if (!claims) {
            return true;
        }
        long other = volume.blocks.mark(block, count);
        if (other >= 0) {
            problem(Problem.BLOCK_SHARED, other, "the block belongs to something else, too");
        }
        return other < 0;
    }

    private void problem(Problem problem, long block, String message) {
        problems++;
        if (claims) {
            volume.findings.block(problem, number, block, message);
        }
    }
}
