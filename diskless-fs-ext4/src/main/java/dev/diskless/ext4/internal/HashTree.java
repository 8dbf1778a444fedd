package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.HashTreeNode;
import dev.diskless.ext4.internal.disk.NameHash;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.UnsupportedFeatureException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The hash tree of one directory, for searching. What is on the way to a leaf is checked, the rest of the tree is not.
 * Not thread-safe.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/ext4/directory.html#hash-tree-directories">ext4,
 *     Hash Tree Directories</a>
 */
final class HashTree {

    /** The greatest number of inner nodes between the root and a leaf with the feature large_dir, and without it. */
    static final int MOST_LEVELS_LARGE = 2;

    static final int MOST_LEVELS = 1;

    // The end of a directory for who reads it in the order of hashes; the kernel gives a name with it the one before.
    private static final int END_HASH = 0xFFFFFFFE;
    private static final int LAST_HASH = 0xFFFFFFFC;

    private final long directory;
    private final Source source;
    private final int count;
    private final boolean withTail;
    private final HashTreeNode root;
    private final int levels;
    private final NameHash hash;

    private HashTree(
            VolumeGeometry geometry, Superblock superblock, long directory, Source source, int count, byte[] root) {
        this.directory = directory;
        this.source = source;
        this.count = count;
        this.withTail = geometry.hasMetadataChecksums();
        this.root = HashTreeNode.root(root);
        this.levels = this.root.levels();
        this.hash = new NameHash(superblock, this.root.hashVersion());
    }

    /** Reads the root of the tree of a directory with so many blocks. */
    static HashTree open(VolumeGeometry geometry, Superblock superblock, long directory, Source source, int count)
            throws IOException {
        byte[] bytes = source.read(0);
        HashTree tree = new HashTree(geometry, superblock, directory, source, count, bytes);
        if (!NameHash.isKnown(tree.root.hashVersion())) {
            throw new UnsupportedFeatureException(UnsupportedFeatureException.detail("unknown hash of names")
                    .at("directory " + directory)
                    .expected("0..2")
                    .found(tree.root.hashVersion()));
        }
        if (!tree.root.hasInfo()) {
            throw tree.bad("the root of a hash tree makes no sense", "version and length", "other values");
        }
        int most = mostLevels(geometry);
        if (tree.levels > most) {
            throw tree.bad("too many levels in a hash tree", "0.." + most, tree.levels);
        }
        return tree;
    }

    static int mostLevels(VolumeGeometry geometry) {
        return geometry.features().hasIncompatible(Features.LARGEDIR) ? MOST_LEVELS_LARGE : MOST_LEVELS;
    }

    /** The hash that a name has in this tree. */
    int hash(byte[] name) {
        return hash(hash, name);
    }

    static int hash(NameHash hash, byte[] name) {
        return hash(hash, name, 0, name.length);
    }

    static int hash(NameHash hash, byte[] bytes, int from, int length) {
        int value = hash.of(bytes, from, length);
        return value == END_HASH ? LAST_HASH : value;
    }

    /** The hash that a machine with the other sign of characters gives a name. */
    int hashOfOtherSign(byte[] name) {
        return hash(hash.ofOtherSign(), name);
    }

    HashTreeNode root() {
        return root;
    }

    NameHash hash() {
        return hash;
    }

    int levels() {
        return levels;
    }

    /** Where a name lies; null if it is not there. */
    @Nullable
    FoundName find(byte[] name) throws IOException {
        FoundName found = find(name, hash(hash, name));
        if (found == null && hasHighByte(name)) {
            // A kernel on a machine with the other sign of characters may have put it in.
            found = find(name, hashOfOtherSign(name));
        }
        return found;
    }

    /** The way to the first leaf that can hold names with a hash. */
    HashTreePath path(int value) throws IOException {
        HashTreePath path = new HashTreePath(levels + 1);
        checkCounts(root, 0);
        path.set(0, 0, root, root.find(value));
        for (int depth = 1; depth <= levels; depth++) {
            HashTreeNode node = inner(path.child(depth - 1));
            path.set(depth, path.child(depth - 1), node, node.find(value));
        }
        return path;
    }

    /** The leaf at the end of a path. */
    DirectoryBlock leaf(HashTreePath path) throws IOException {
        return leaf(path.leaf());
    }

    DirectoryBlock leaf(int block) throws IOException {
        byte[] bytes = source.read(checked(block));
        if (HashTreeNode.isInner(bytes) && HashTreeNode.inner(bytes).hasCounts(withTail)) {
            throw bad("a leaf of a hash tree is not at its depth", "a leaf", "a node in block " + block);
        }
        return new DirectoryBlock(bytes, withTail);
    }

    private @Nullable FoundName find(byte[] name, int value) throws IOException {
        HashTreePath path = path(value);
        int visited = 0;
        do {
            if (visited++ > count) {
                throw bad("hashes lead to a block again and again", "at most " + count + " leaves", visited);
            }
            DirectoryBlock leaf = leaf(path);
            int at = leaf.find(name);
            if (at >= 0) {
                return new FoundName(path.leaf(), leaf, at);
            }
        } while (next(path, value));
        return null;
    }

    /** Goes to the next leaf if that can hold names with the hash too. */
    private boolean next(HashTreePath path, int value) throws IOException {
        int depth = levels;
        while (path.pair(depth) + 1 >= path.node(depth).count()) {
            if (depth == 0) {
                return false;
            }
            depth--;
        }
        int pair = path.pair(depth) + 1;
        if (path.node(depth).hash(pair) != (value | HashTreeNode.CONTINUES)) {
            return false;
        }
        path.setPair(depth, pair);
        while (depth < levels) {
            int block = path.child(depth);
            depth++;
            path.set(depth, block, inner(block), 0);
        }
        return true;
    }

    HashTreeNode inner(int block) throws IOException {
        byte[] bytes = source.read(checked(block));
        if (!HashTreeNode.isInner(bytes)) {
            throw bad("a leaf of a hash tree is not at its depth", "a node", "a leaf in block " + block);
        }
        HashTreeNode node = HashTreeNode.inner(bytes);
        checkCounts(node, block);
        return node;
    }

    private void checkCounts(HashTreeNode node, int block) throws IOException {
        if (!node.hasCounts(withTail)) {
            throw bad(
                    "bad count in block " + block + " of a hash tree",
                    "1.." + node.limit(),
                    node.count() + " of " + node.limit());
        }
    }

    private int checked(int block) throws IOException {
        if (block == 0 || block >= count) {
            throw bad("a hash leads out of the directory", "1.." + (count - 1), block);
        }
        return block;
    }

    private CorruptInputException bad(String what, Object expected, Object found) {
        return new CorruptInputException(CorruptInputException.detail(what)
                .at("directory " + directory)
                .expected(expected)
                .found(found));
    }

    private static boolean hasHighByte(byte[] name) {
        for (byte b : name) {
            if (b < 0) {
                return true;
            }
        }
        return false;
    }

    /** Gives blocks of the directory whose content was checked. */
    interface Source {
        byte[] read(int logical) throws IOException;
    }
}
