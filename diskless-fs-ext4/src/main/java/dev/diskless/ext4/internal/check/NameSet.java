package dev.diskless.ext4.internal.check;

import java.util.Arrays;

/**
 * The names of a directory that were seen, as 64 bits of hash each. Names that follow each other at a distance of more
 * than half a million are not compared, which keeps the memory flat.
 */
final class NameSet {

    private static final int FIRST = 1 << 10;
    private static final int LAST = 1 << 20;

    private long[] table = new long[FIRST];
    private int names;

    void clear() {
        if (table.length > FIRST * 16) {
            table = new long[FIRST];
        } else if (names > 0) {
            Arrays.fill(table, 0);
        }
        names = 0;
    }

    /** Adds a name that lies in a block; false if it was there. */
    boolean add(byte[] bytes, int from, int length) {
        if (names >= table.length / 2) {
            grow();
        }
        names++;
        return put(table, hash(bytes, from, length));
    }

    private static long hash(byte[] bytes, int from, int length) {
        long hash = 0xCBF29CE484222325L ^ length;
        for (int i = from; i < from + length; i++) {
            hash = (hash ^ bytes[i] & 0xFF) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return hash == 0 ? 1 : hash;
    }

    private void grow() {
        if (table.length == LAST) {
            Arrays.fill(table, 0);
            names = 0;
            return;
        }
        long[] larger = new long[table.length * 2];
        for (long hash : table) {
            if (hash != 0) {
                put(larger, hash);
            }
        }
        table = larger;
    }

    private static boolean put(long[] table, long hash) {
        int index = (int) (hash >>> 20) & table.length - 1;
        while (table[index] != 0) {
            if (table[index] == hash) {
                return false;
            }
            index = index + 1 & table.length - 1;
        }
        table[index] = hash;
        return true;
    }
}
