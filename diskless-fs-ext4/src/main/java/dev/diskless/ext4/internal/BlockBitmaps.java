package dev.diskless.ext4.internal;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Which blocks of a new file system are in use. Spends memory only on groups where some are. Not thread-safe. */
final class BlockBitmaps {

    private final FormatPlan plan;
    private final byte[] @Nullable [] groups;

    BlockBitmaps(FormatPlan plan) {
        this.plan = plan;
        this.groups = new byte[plan.groups()][];
    }

    boolean isUsed(long block) {
        byte[] bits = groups[groupOf(block)];
        int bit = bitOf(block);
        return bits != null && (bits[bit >>> 3] >>> (bit & 7) & 1) != 0;
    }

    /** Whether all blocks of a range are free. */
    boolean isFree(long block, long count) {
        long end = block + count;
        for (long at = block; at < end; ) {
            byte[] bits = groups[groupOf(at)];
            if (bits == null) {
                at = plan.groupEnd(groupOf(at));
                continue;
            }
            int bit = bitOf(at);
            if ((bit & 7) == 0 && end - at >= 8 && bits[bit >>> 3] == 0) {
                at += 8;
            } else if ((bits[bit >>> 3] >>> (bit & 7) & 1) != 0) {
                return false;
            } else {
                at++;
            }
        }
        return true;
    }

    /** The first free block of a range; -1 if there is none. */
    long firstFree(long from, long to) {
        long at = from;
        while (at < to) {
            byte[] bits = groups[groupOf(at)];
            if (bits == null) {
                return at;
            }
            int bit = bitOf(at);
            if (bits[bit >>> 3] == -1) {
                at += 8 - (bit & 7);
            } else if ((bits[bit >>> 3] >>> (bit & 7) & 1) == 0) {
                return at;
            } else {
                at++;
            }
        }
        return -1;
    }

    void mark(long block, long count) {
        set(block, count, true);
    }

    void clear(long block, long count) {
        set(block, count, false);
    }

    private void set(long block, long count, boolean used) {
        for (long at = block; at < block + count; ) {
            int group = groupOf(at);
            byte[] bits = groups[group];
            if (bits == null) {
                bits = new byte[plan.blocksPerGroup() / 8];
                groups[group] = bits;
            }
            int from = bitOf(at);
            int to = (int) Math.min(plan.blocksPerGroup(), from + (block + count - at));
            fill(bits, from, to, used);
            at += to - from;
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

    int usedIn(int group) {
        byte[] bits = groups[group];
        return bits == null ? 0 : BitSet.valueOf(bits).cardinality();
    }

    /** The block to store for a group: bits that stand for no block are set. */
    byte[] stored(int group) {
        byte[] bits = groups[group];
        byte[] block = bits == null ? new byte[plan.blocksPerGroup() / 8] : bits;
        int length = block.length;
        block = Arrays.copyOf(block, plan.blockSize());
        Arrays.fill(block, length, block.length, (byte) 0xFF);
        for (int bit = (int) (plan.groupEnd(group) - plan.groupStart(group)); bit < plan.blocksPerGroup(); bit++) {
            block[bit >>> 3] |= (byte) (1 << (bit & 7));
        }
        return block;
    }

    int groupOf(long block) {
        return (int) ((block - plan.firstDataBlock()) / plan.blocksPerGroup());
    }

    private int bitOf(long block) {
        return (int) ((block - plan.firstDataBlock()) % plan.blocksPerGroup());
    }
}
