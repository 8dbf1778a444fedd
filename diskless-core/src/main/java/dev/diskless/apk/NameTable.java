package dev.diskless.apk;

import dev.diskless.fault.LimitExceededException;
import java.util.Arrays;

/**
 * Numbers names below parents, from 0 on. Millions of names take a few arrays: about 30 bytes each beside the name.
 */
final class NameTable {

    static final int LIMIT = 8_000_000;
    static final int BYTE_LIMIT = 1 << 29;

    private byte[] bytes = new byte[1 << 12];
    private int used;
    private int[] parents = new int[1 << 9];
    private int[] offsets = new int[(1 << 9) + 1];
    private int[] slots = new int[1 << 10];
    private int size;

    int size() {
        return size;
    }

    /** The number of a name; -1 if it is not there. */
    int find(int parent, byte[] source, int from, int to) {
        int mask = slots.length - 1;
        for (int slot = hash(parent, source, from, to) & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
            int entry = slots[slot] - 1;
            if (parents[entry] == parent
                    && Arrays.equals(bytes, offsets[entry], offsets[entry + 1], source, from, to)) {
                return entry;
            }
        }
        return -1;
    }

    /** Adds a name that is not there. */
    int add(int parent, byte[] source, int from, int to, Object place) throws LimitExceededException {
        if (size == LIMIT || used > BYTE_LIMIT - (to - from)) {
            throw new LimitExceededException(LimitExceededException.detail("the list of installed files is too large")
                    .at(place)
                    .expected("at most " + LIMIT + " names of " + BYTE_LIMIT + " bytes together"));
        }
        if (2 * (size + 1) > slots.length) {
            grow();
        }
        if (used + to - from > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(used + to - from, bytes.length * 2));
        }
        System.arraycopy(source, from, bytes, used, to - from);
        used += to - from;
        parents[size] = parent;
        offsets[size + 1] = used;
        insert(hash(parent, source, from, to), size);
        return size++;
    }

    private void insert(int hash, int entry) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = entry + 1;
    }

    private void grow() {
        slots = new int[slots.length * 2];
        parents = Arrays.copyOf(parents, slots.length / 2);
        offsets = Arrays.copyOf(offsets, slots.length / 2 + 1);
        for (int i = 0; i < size; i++) {
            insert(hash(parents[i], bytes, offsets[i], offsets[i + 1]), i);
        }
    }

    private static int hash(int parent, byte[] source, int from, int to) {
        int hash = parent * 0x9E3779B1 + 1;
        for (int i = from; i < to; i++) {
            hash = (hash ^ source[i]) * 0x01000193;
        }
        return hash ^ hash >>> 15;
    }
}
