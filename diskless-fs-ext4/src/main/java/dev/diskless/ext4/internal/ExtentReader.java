package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.ChecksumSeed;
import dev.diskless.ext4.internal.disk.ExtentNode;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.fault.CorruptInputException;
import java.io.IOException;

/**
 * Finds the blocks of a file in its extent tree. Each node on the way is checked, unless it is in memory since it was;
 * a node that was changed here since counts as checked.
 */
final class ExtentReader {

    /** One more than the greatest logical block. */
    static final long LOGICAL_END = 1L << 32;

    private static final long IN_INODE = -1;

    private final BlockDevice device;
    private final VolumeGeometry geometry;
    private final MetadataCache cache;
    private final InodeTable inodes;

    private record Checked(long number, int generation, int depth, long low, long high) {

        boolean is(long inode, int ofGeneration, int atDepth, long from, long to) {
            return number == inode && generation == ofGeneration && depth == atDepth && low == from && high == to;
        }
    }

    ExtentReader(BlockDevice device, VolumeGeometry geometry, MetadataCache cache, InodeTable inodes) {
        this.device = device;
        this.geometry = geometry;
        this.cache = cache;
        this.inodes = inodes;
    }

    /** What is at a logical block, and for how many blocks from there on. */
    Run find(long number, Inode inode, long logical) throws IOException {
        ExtentNode node = ExtentNode.root(inode);
        long position = IN_INODE;
        int depth = node.depth();
        if (depth > ExtentNode.MAX_DEPTH) {
            throw damage(number, position, "too deep an extent tree of inode " + number, "0..5", depth);
        }
        long low = 0;
        long high = LOGICAL_END;
        check(number, node, position, depth, low, high);
        while (depth > 0) {
            int index = node.search(logical);
            if (index < 0) {
                return new Run(Run.HOLE, (node.entries() > 0 ? node.logical(0) : high) - logical);
            }
            low = node.logical(index);
            high = index + 1 < node.entries() ? node.logical(index + 1) : high;
            long child = node.child(index);
            depth--;
            node = load(number, inode, child, position, depth, low, high);
            position = geometry.position(child);
        }
        return inLeaf(node, logical, high);
    }

    /**
     * Follows the tree from the root to the leaf for a logical block, each node checked; to the first leaf for one that
     * lies before all.
     *
     * @return the blocks of the nodes below the root, the leaf last
     */
    long[] path(long number, Inode inode, long logical) throws IOException {
        find(number, inode, logical);
        ExtentNode node = ExtentNode.root(inode);
        long position = IN_INODE;
        long high = LOGICAL_END;
        long[] path = new long[node.depth()];
        for (int level = 0; level < path.length; level++) {
            int index = Math.max(0, node.search(logical));
            long low = node.logical(index);
            high = index + 1 < node.entries() ? node.logical(index + 1) : high;
            path[level] = node.child(index);
            node = load(number, inode, path[level], position, path.length - level - 1, low, high);
            position = geometry.position(path[level]);
        }
        return path;
    }

    private static Run inLeaf(ExtentNode leaf, long logical, long high) {
        int index = leaf.search(logical);
        if (index >= 0 && logical < leaf.logical(index) + leaf.length(index)) {
            long into = logical - leaf.logical(index);
            long length = leaf.length(index) - into;
            return new Run(leaf.isUnwritten(index) ? Run.UNWRITTEN : leaf.physical(index) + into, length);
        }
        long next = index + 1 < leaf.entries() ? leaf.logical(index + 1) : high;
        return new Run(Run.HOLE, next - logical);
    }

    private ExtentNode load(long number, Inode inode, long block, long from, int depth, long low, long high)
            throws IOException {
        if (!geometry.holds(block, 1)) {
            throw damage(
                    number,
                    from,
                    "a node of the extent tree of inode " + number + " lies outside the volume",
                    "a block below " + geometry.blocks(),
                    block);
        }
        CachedBlock cached = cache.block(block);
        ExtentNode node = ExtentNode.inBlock(cached.bytes());
        if (!(cached.checked() instanceof Checked known && known.is(number, inode.generation(), depth, low, high))) {
            verify(number, inode, node, block);
            check(number, node, geometry.position(block), depth, low, high);
            cached.check(new Checked(number, inode.generation(), depth, low, high));
        }
        return node;
    }

    private void verify(long number, Inode inode, ExtentNode node, long block) throws IOException {
        if (node.magic() == ExtentNode.MAGIC && geometry.hasMetadataChecksums()) {
            ChecksumSeed seed = geometry.seed().ofInode(number, inode.generation());
            if (!node.hasTail()) {
                throw Damage.at(
                        device,
                        geometry.position(block),
                        "an extent node of inode " + number + " has no room for its checksum",
                        node.capacity(),
                        node.max());
            }
            if (node.storedChecksum() != node.computedChecksum(seed)) {
                throw Damage.checksum(
                        device,
                        geometry.position(block),
                        "an extent node of inode " + number,
                        node.computedChecksum(seed),
                        node.storedChecksum());
            }
        }
    }

    private void check(long number, ExtentNode node, long position, int depth, long low, long high) throws IOException {
        if (node.magic() != ExtentNode.MAGIC) {
            throw damage(
                    number,
                    position,
                    "wrong magic" + of(number),
                    Damage.hex(ExtentNode.MAGIC),
                    Damage.hex(node.magic()));
        }
        if (node.depth() != depth) {
            throw damage(number, position, "wrong depth" + of(number), depth, node.depth());
        }
        int least = depth > 0 ? 1 : 0;
        if (node.max() == 0 || node.max() > node.capacity() || node.entries() < least || node.entries() > node.max()) {
            throw damage(
                    number,
                    position,
                    "impossible number of entries" + of(number),
                    least + ".." + node.capacity(),
                    node.entries() + " of " + node.max());
        }
        long next = low;
        for (int i = 0; i < node.entries(); i++) {
            long logical = node.logical(i);
            if (logical < next || logical >= high) {
                throw damage(number, position, "entry out of order" + of(number), next + ".." + (high - 1), logical);
            }
            next = logical + 1;
            if (depth == 0) {
                next = logical + node.length(i);
                if (node.length(i) == 0 || next > high) {
                    throw damage(number, position, "bad length" + of(number), "1.." + (high - logical), node.length(i));
                }
                if (!geometry.holds(node.physical(i), node.length(i))) {
                    throw damage(
                            number,
                            position,
                            "extent outside the volume" + of(number),
                            "blocks below " + geometry.blocks(),
                            node.physical(i));
                }
            }
        }
    }

    private static String of(long number) {
        return " of an extent node of inode " + number;
    }

    private CorruptInputException damage(long number, long position, String what, Object expected, Object found)
            throws IOException {
        long place = position == IN_INODE ? inodes.locate(number) + Inode.BLOCK_ARRAY : position;
        return Damage.at(device, place, what, expected, found);
    }
}
