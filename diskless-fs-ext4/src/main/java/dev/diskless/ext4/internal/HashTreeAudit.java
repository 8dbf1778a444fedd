package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.HashTreeNode;
import java.io.IOException;
import java.util.BitSet;

/**
 * Tells whether a hash tree leads to all names of its directory, so that a name to which it does not lead is not there.
 * All blocks are read once. Not thread-safe.
 */
final class HashTreeAudit {

    private static final long LAST = 0xFFFFFFFFL;

    private final HashTree tree;
    private final int count;
    private final BitSet visited = new BitSet();

    HashTreeAudit(HashTree tree, int count) {
        this.tree = tree;
        this.count = count;
    }

    boolean isSound() throws IOException {
        return isSound(tree.root(), 0, 0, LAST) && visited.cardinality() == count - 1;
    }

    private boolean isSound(HashTreeNode node, int depth, long low, long high) throws IOException {
        long from = low;
        for (int pair = 0; pair < node.count(); pair++) {
            long to = pair + 1 < node.count() ? node.hash(pair + 1) & LAST : high;
            int block = node.block(pair);
            if (to < from || block >= count || visited.get(block)) {
                return false;
            }
            visited.set(block);
            boolean isSound = depth < tree.levels()
                    ? isSound(tree.inner(block), depth + 1, from, to)
                    : isSound(tree.leaf(block), from, to);
            if (!isSound) {
                return false;
            }
            from = to;
        }
        return true;
    }

    private boolean isSound(DirectoryBlock leaf, long low, long high) {
        for (int at = 0; at < leaf.end(); at += leaf.distance(at)) {
            if (leaf.inode(at) != 0) {
                byte[] name = leaf.name(at);
                if (!isWithin(tree.hash(name), low, high) && !isWithin(tree.hashOfOtherSign(name), low, high)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** A leaf also holds the hash before its end if the next one continues it. */
    private static boolean isWithin(int hash, long low, long high) {
        long value = hash & LAST;
        return value >= (low & ~HashTreeNode.CONTINUES) && value < high;
    }
}
