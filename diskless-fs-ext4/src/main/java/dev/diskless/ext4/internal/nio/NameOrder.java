package dev.diskless.ext4.internal.nio;

import java.util.Arrays;
import java.util.List;

/**
 * Sorts names by their unsigned bytes, byte for byte from the left, so that the many names of one directory, which often
 * start alike, are not compared again and again. The time is in proportion to the bytes of all names.
 */
final class NameOrder {

    private static final int FEW = 32;
    private static final int ENDED = 0;
    private static final int KEYS = 257;

    private final byte[][] names;
    private final byte[][] sorted;

    private NameOrder(List<byte[]> names) {
        this.names = names.toArray(new byte[0][]);
        this.sorted = new byte[this.names.length][];
    }

    /** The same names in their order. */
    static List<byte[]> sorted(List<byte[]> names) {
        NameOrder order = new NameOrder(names);
        order.sort(0, order.names.length, 0);
        return Arrays.asList(order.names);
    }

    /** Sorts a range of names that are equal up to a depth. */
    private void sort(int from, int to, int depth) {
        if (to - from <= FEW) {
            if (to - from > 1) {
                Arrays.sort(names, from, to, Arrays::compareUnsigned);
            }
            return;
        }
        int[] ends = new int[KEYS];
        for (int i = from; i < to; i++) {
            ends[key(names[i], depth)]++;
        }
        int end = from;
        for (int key = 0; key < KEYS; key++) {
            end += ends[key];
            ends[key] = end;
        }
        for (int i = to - 1; i >= from; i--) {
            sorted[--ends[key(names[i], depth)]] = names[i];
        }
        System.arraycopy(sorted, from, names, from, to - from);
        // What were ends are starts now.
        for (int key = ENDED + 1; key < KEYS; key++) {
            sort(ends[key], key + 1 < KEYS ? ends[key + 1] : to, depth + 1);
        }
    }

    private static int key(byte[] name, int depth) {
        return depth < name.length ? 1 + (name[depth] & 0xFF) : ENDED;
    }
}
