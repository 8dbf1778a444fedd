package dev.diskless.ext4.internal;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which of the blocks, or of the inodes, of a volume are in use. Spends memory only on groups that were asked for, or, in
 * a file system that is being made, on groups where some are. Remembers what was in use before the changes of late. Not
 * thread-safe.
 */
final class GroupBitmaps {

    /** Gives the bits of a group: as many bytes as there are bits in it, divided by eight. */
    interface Loader {
        byte[] load(int group) throws IOException;
    }

    private static final int MAX_LOADED = 1024;

    private final long first;
    private final long end;
    private final int perGroup;
    private final @Nullable Loader loader;
    private final byte[] @Nullable [] groups;
    private final NavigableMap<Integer, byte[]> before = new TreeMap<>();
    private int loaded;

    /**
     * Bitmaps of numbers.
     *
     * @param first the first number of group 0
     * @param end the number behind the last
     * @param perGroup how many numbers a group has, a multiple of 8
     * @param loader gives the bits of a group; null for a file system where nothing is in use yet
     */
    GroupBitmaps(long first, long end, int perGroup, @Nullable Loader loader) {
        this.first = first;
        this.end = end;
        this.perGroup = perGroup;
        this.loader = loader;
        this.groups = new byte[Math.toIntExact((end - first + perGroup - 1) / perGroup)][];
    }

    static GroupBitmaps ofBlocks(FormatPlan plan) {
        return new GroupBitmaps(plan.firstDataBlock(), plan.blocks(), plan.blocksPerGroup(), null);
    }

    static GroupBitmaps ofInodes(FormatPlan plan) {
        return new GroupBitmaps(1, 1 + (long) plan.inodesPerGroup() * plan.groups(), plan.inodesPerGroup(), null);
    }

    static GroupBitmaps ofBlocks(VolumeGeometry geometry, Loader loader) {
        return new GroupBitmaps(geometry.firstDataBlock(), geometry.blocks(), (int) geometry.blocksPerGroup(), loader);
    }

    static GroupBitmaps ofInodes(VolumeGeometry geometry, Loader loader) {
        return new GroupBitmaps(1, 1 + geometry.inodes(), (int) geometry.inodesPerGroup(), loader);
    }

    long first() {
        return first;
    }

    long end() {
        return end;
    }

    int groups() {
        return groups.length;
    }

    int groupOf(long number) {
        return (int) ((number - first) / perGroup);
    }

    long groupStart(int group) {
        return first + (long) group * perGroup;
    }

    /** The number behind the last one of a group. */
    long groupEnd(int group) {
        return Math.min(end, groupStart(group) + perGroup);
    }

    boolean isUsed(long number) throws IOException {
        byte[] bits = bits(groupOf(number));
        return bits != null && isSet(bits, bitOf(number));
    }

    /** Whether a number was in use before the changes since {@link #settle}. */
    boolean wasUsed(long number) throws IOException {
        byte[] old = before.get(groupOf(number));
        return old == null ? isUsed(number) : isSet(old, bitOf(number));
    }

    /** Whether all of a range are free. */
    boolean isFree(long from, long count) throws IOException {
        return firstUsed(from, from + count) < 0;
    }

    /** The first number in use of a range; -1 if there is none. */
    long firstUsed(long from, long to) throws IOException {
        return search(from, to, (byte) 0, true);
    }

    /** The first free number of a range; -1 if there is none. */
    long firstFree(long from, long to) throws IOException {
        return search(from, to, (byte) -1, false);
    }

    private long search(long from, long to, byte skipped, boolean used) throws IOException {
        long at = from;
        while (at < to) {
            int group = groupOf(at);
            long stop = Math.min(to, groupEnd(group));
            byte[] bits = bits(group);
            if (bits == null) {
                if (!used) {
                    return at;
                }
                at = stop;
                continue;
            }
            while (at < stop) {
                int bit = bitOf(at);
                if (bits[bit >>> 3] == skipped) {
                    at += 8 - (bit & 7);
                } else if (isSet(bits, bit) == used) {
                    return at;
                } else {
                    at++;
                }
            }
        }
        return -1;
    }

    void mark(long from, long count) throws IOException {
        set(from, count, true);
    }

    void clear(long from, long count) throws IOException {
        set(from, count, false);
    }

    /** Takes note that a group is to be stored, although its bits are as they were. */
    void touch(int group) throws IOException {
        byte[] bits = bits(group);
        if (loader != null && bits != null) {
            before.computeIfAbsent(group, absent -> bits.clone());
        }
    }

    /** The groups that were touched since {@link #settle}, in a file system that exists. */
    NavigableMap<Integer, byte[]> touched() {
        return before;
    }

    /** Takes what is now for what was before. */
    void settle() {
        before.clear();
        if (loaded > MAX_LOADED) {
            Arrays.fill(groups, null);
            loaded = 0;
        }
    }

    int usedIn(int group) throws IOException {
        byte[] bits = bits(group);
        return bits == null ? 0 : BitSet.valueOf(bits).cardinality();
    }

    /** The block to store for a group: bits that stand for nothing are set. */
    byte[] stored(int group, int blockSize) throws IOException {
        byte[] bits = bits(group);
        byte[] block = bits == null ? new byte[blockSize] : Arrays.copyOf(bits, blockSize);
        Arrays.fill(block, perGroup / 8, blockSize, (byte) 0xFF);
        for (int bit = (int) (groupEnd(group) - groupStart(group)); bit < perGroup; bit++) {
            block[bit >>> 3] |= (byte) (1 << (bit & 7));
        }
        return block;
    }

    private void set(long from, long count, boolean used) throws IOException {
        for (long at = from; at < from + count; ) {
            int group = groupOf(at);
            touch(group);
            byte[] bits = bits(group);
            if (bits == null) {
                bits = new byte[perGroup / 8];
                groups[group] = bits;
            }
            int start = bitOf(at);
            int stop = (int) Math.min(perGroup, start + (from + count - at));
            fill(bits, start, stop, used);
            at += stop - start;
        }
    }

    private static void fill(byte[] bits, int from, int to, boolean used) {
        int bit = from;
        while (bit < to) {
            if ((bit & 7) == 0 && to - bit >= 8) {
                Arrays.fill(bits, bit >>> 3, to >>> 3, (byte) (used ? 0xFF : 0));
                bit = to & ~7;
            } else {
                int mask = 1 << (bit & 7);
                bits[bit >>> 3] = (byte) (used ? bits[bit >>> 3] | mask : bits[bit >>> 3] & ~mask);
                bit++;
            }
        }
    }

    private byte @Nullable [] bits(int group) throws IOException {
        byte[] bits = groups[group];
        if (bits == null && loader != null) {
            bits = loader.load(group);
            groups[group] = bits;
            loaded++;
        }
        return bits;
    }

    private int bitOf(long number) {
        return (int) ((number - first) % perGroup);
    }

    private static boolean isSet(byte[] bits, int bit) {
        return (bits[bit >>> 3] >>> (bit & 7) & 1) != 0;
    }
}
