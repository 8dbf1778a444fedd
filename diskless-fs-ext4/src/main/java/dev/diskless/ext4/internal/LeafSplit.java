package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.HashTreeNode;
import dev.diskless.ext4.internal.disk.NameHash;
import java.util.Arrays;

/**
 * How the entries of a full leaf are shared out to two leaves by their hashes: about one half of the bytes to each, and
 * no hash to both unless nothing else leaves room for a further name.
 */
final class LeafSplit {

    private static final int PLACE_BITS = 20;
    private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;

    private final DirectoryBlock source;
    private final long[] entries;
    private int border;

    /** Takes the entries of a block, which must not change from then on, after its first ones. */
    LeafSplit(DirectoryBlock source, int from, NameHash hash) {
        this.source = source;
        long[] found = new long[source.end() / DirectoryBlock.entrySize(1) + 1];
        int count = 0;
        byte[] bytes = source.bytes();
        for (int at = from; at < source.end(); at += source.distance(at)) {
            if (source.inode(at) != 0) {
                long value = HashTree.hash(hash, bytes, at + DirectoryBlock.ENTRY_HEADER, source.nameLength(at));
                found[count++] = (value & 0xFFFFFFFFL) << PLACE_BITS | at;
            }
        }
        this.entries = Arrays.copyOf(found, count);
        Arrays.sort(entries);
    }

    /**
     * Chooses where to split, so that there is room for one more name.
     *
     * @return false if all entries and the name fit into the first leaf, because there are so few
     */
    boolean choose(int newHash, int newLength) {
        border = entries.length;
        if (entries.length < 2) {
            return false;
        }
        int room = DirectoryBlock.entrySize(newLength);
        int best = best(newHash, room, false);
        border = best > 0 ? best : best(newHash, room, true);
        return true;
    }

    /** The hash from which on entries go to the second leaf, with its lowest bit set if the first has it too. */
    int hash() {
        return hashOf(border) | (hashOf(border) == hashOf(border - 1) ? HashTreeNode.CONTINUES : 0);
    }

    /** Whether a name belongs into the second leaf. */
    boolean isSecond(int hash) {
        return border < entries.length && Integer.compareUnsigned(hash, hashOf(border)) >= 0;
    }

    void fillFirst(DirectoryBlock leaf) {
        fill(leaf, 0, border);
    }

    void fillSecond(DirectoryBlock leaf) {
        fill(leaf, border, entries.length);
    }

    private int best(int newHash, int room, boolean splitsHash) {
        int total = 0;
        for (int i = 0; i < entries.length; i++) {
            total += size(i);
        }
        int best = 0;
        int least = Integer.MAX_VALUE;
        int first = 0;
        for (int i = 1; i < entries.length; i++) {
            first += size(i - 1);
            if (hashOf(i) == hashOf(i - 1) != splitsHash) {
                continue;
            }
            boolean toSecond = Integer.compareUnsigned(newHash, hashOf(i)) >= 0;
            int difference = Math.abs(2 * first - total);
            if ((toSecond ? total - first : first) + room <= source.end() && difference < least) {
                least = difference;
                best = i;
            }
        }
        return best;
    }

    private int size(int entry) {
        return DirectoryBlock.entrySize(source.nameLength((int) entries[entry] & PLACE_MASK));
    }

    private int hashOf(int entry) {
        return (int) (entries[entry] >>> PLACE_BITS);
    }

    private void fill(DirectoryBlock leaf, int from, int to) {
        leaf.format();
        int at = 0;
        for (int i = from; i < to; i++) {
            int distance = i == to - 1 ? leaf.end() - at : size(i);
            leaf.copy(source, (int) entries[i] & PLACE_MASK, at, distance);
            at += distance;
        }
    }
}
