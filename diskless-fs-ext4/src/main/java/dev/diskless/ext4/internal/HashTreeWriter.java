package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.HashTreeNode;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.NameHash;
import dev.diskless.ext4.internal.disk.Superblock;
import java.io.IOException;

/**
 * Puts names into the hash tree of one directory, as the kernel would. A full leaf becomes two, and so does a full node
 * on the way to it; when even the root is full the tree grows by a level. Not thread-safe.
 */
final class HashTreeWriter {

    /** The blocks that making a tree of a directory of one block appends. */
    static final int FIRST_LEAVES = 2;

    private final ChangedDirectory directory;
    private final DirectoryBlocks blocks;
    private final boolean withTail;

    HashTreeWriter(ChangedDirectory directory) {
        this.directory = directory;
        this.blocks = directory.blocks;
        this.withTail = directory.withTail();
    }

    long insert(byte[] name, long target, int type) throws IOException {
        HashTree tree = directory.tree();
        int hash = tree.hash(name);
        HashTreePath path = tree.path(hash);
        int room = tree.leaf(path).room(name.length);
        if (room >= 0) {
            return directory.put(path.leaf(), directory.change(path.leaf()), room, name, target, type);
        }
        newBlocks(path);
        while (path.lowest().isFull()) {
            splitNode(path);
            path = directory.tree().path(hash);
        }
        int lowest = path.depth() - 1;
        int first = path.leaf();
        DirectoryBlock leaf = directory.change(first);
        LeafSplit split = new LeafSplit(directory.leaf(leaf.bytes().clone()), 0, tree.hash());
        if (!split.choose(hash, name.length)) {
            return put(split, first, leaf, first, leaf, name, hash, target, type);
        }
        DirectoryBlock added = directory.leaf(blocks.append());
        int second = blocks.count() - 1;
        HashTreeNode parent = changeNode(path.block(lowest));
        parent.insert(path.pair(lowest) + 1, split.hash(), second);
        directory.seal(parent);
        return put(split, first, leaf, second, added, name, hash, target, type);
    }

    /** Which hash a new tree is ordered by; -1 if the volume wants no trees. */
    static int defaultVersion(VolumeGeometry geometry, Superblock superblock) {
        int version = superblock.u8(Superblock.DEFAULT_HASH_VERSION);
        return geometry.features().hasCompatible(Features.DIR_INDEX) && NameHash.isKnown(version) ? version : -1;
    }

    /** Makes a tree with two leaves of a directory with one full block, and puts a name into it. */
    long convert(byte[] name, long target, int type, int version) throws IOException {
        byte[] bytes = blocks.change(0);
        DirectoryBlock linear = directory.leaf(bytes.clone());
        int dots = linear.distance(0);
        NameHash names = new NameHash(directory.superblock, version);
        int hash = HashTree.hash(names, name);
        LeafSplit split = new LeafSplit(linear, dots + linear.distance(dots), names);
        boolean isSplit = split.choose(hash, name.length);
        DirectoryBlock first = directory.leaf(blocks.append());
        DirectoryBlock second = isSplit ? directory.leaf(blocks.append()) : first;
        HashTreeNode root = HashTreeNode.formatRoot(
                bytes, withTail, directory.number, linear.inode(dots), linear.type(dots), version);
        root.insert(0, 0, 1);
        if (isSplit) {
            root.insert(1, split.hash(), 2);
        }
        directory.seal(root);
        directory.inode.setFlags(directory.inode.flags() | Inode.FLAG_INDEX);
        return put(split, 1, first, 2, second, name, hash, target, type);
    }

    private long put(
            LeafSplit split,
            int first,
            DirectoryBlock firstLeaf,
            int second,
            DirectoryBlock secondLeaf,
            byte[] name,
            int hash,
            long target,
            int type) {
        split.fillFirst(firstLeaf);
        directory.seal(firstLeaf);
        if (secondLeaf != firstLeaf) {
            split.fillSecond(secondLeaf);
            directory.seal(secondLeaf);
        }
        DirectoryBlock chosen = split.isSecond(hash) ? secondLeaf : firstLeaf;
        int logical = split.isSecond(hash) ? second : first;
        return directory.put(logical, chosen, chosen.room(name.length), name, target, type);
    }

    /** How many blocks are appended for a name that has no room in the leaf that a path leads to. */
    int newBlocks(HashTreePath path) throws IOException {
        int full = path.full();
        int most = HashTree.mostLevels(directory.geometry);
        if (full == path.depth() && path.depth() > most) {
            throw directory.full("at most " + (most + 1) + " full nodes on the way to a name", path.depth());
        }
        directory.requireGrowth(1 + full);
        return 1 + full;
    }

    /** Makes room in the highest of those nodes above a leaf that are full. */
    private void splitNode(HashTreePath path) throws IOException {
        int depth = path.depth() - path.full();
        HashTreeNode added = HashTreeNode.formatInner(blocks.append(), withTail);
        int block = blocks.count() - 1;
        HashTreeNode full = changeNode(path.block(depth));
        if (depth == 0) {
            full.moveTo(added, 0);
            full.insert(0, 0, block);
            full.setLevels(full.levels() + 1);
        } else {
            int half = full.count() / 2;
            int hash = full.hash(half);
            full.moveTo(added, half);
            HashTreeNode parent = changeNode(path.block(depth - 1));
            parent.insert(path.pair(depth - 1) + 1, hash, block);
            directory.seal(parent);
        }
        directory.seal(full);
        directory.seal(added);
    }

    private HashTreeNode changeNode(int logical) throws IOException {
        byte[] bytes = blocks.change(logical);
        return logical == 0 ? HashTreeNode.root(bytes) : HashTreeNode.inner(bytes);
    }
}
