package dev.diskless.ext4.internal;

import org.jspecify.annotations.Nullable;

/**
 * Where the names of one large directory lie, as hashes and places: 16 bytes or so for each name. Two names may have one
 * hash, so a place is only a hint. Not thread-safe.
 */
final class NameIndex {

    private static final int FIRST_SIZE = 256;
    private static final int MAX_PROBES = 512;

    private long @Nullable [] slots = new long[FIRST_SIZE];
    private int names;

    /** A fixed hash of the bytes of a name. */
    static int hash(byte[] name) {
        int hash = 0x9747B28C ^ name.length;
        for (byte b : name) {
            hash = (hash ^ b & 0xFF) * 0x5BD1E995;
            hash ^= hash >>> 15;
        }
        hash ^= hash >>> 13;
        return hash * 0xC2B2AE35;
    }

    /** Adds a name at a place, which is the offset in the directory in units of four bytes. */
    void add(byte[] name, int place) {
        if (slots != null && names >= slots.length / 2) {
            grow(slots);
        }
        put(slots, (long) hash(name) << 32 | place + 1);
        names++;
    }

    /** Whether so many names share few hashes that the index is of no use. */
    boolean isUseless() {
        return slots == null;
    }

    int size() {
        return slots == null ? 0 : slots.length;
    }

    /**
     * The next place where a name may lie.
     *
     * @param probe where the search stands; starts at 0
     * @return the probe number in the upper half and the place in the lower half; -1 if there is no further place
     */
    long next(byte[] name, int probe) {
        if (slots == null) {
            return -1;
        }
        int hash = hash(name);
        for (int i = probe; i <= MAX_PROBES; i++) {
            long slot = slots[hash + i & slots.length - 1];
            if (slot == 0) {
                return -1;
            }
            if ((int) (slot >>> 32) == hash) {
                return (long) i << 32 | (int) slot - 1;
            }
        }
        return -1;
    }

    private void grow(long[] old) {
        long[] larger = new long[old.length * 2];
        slots = larger;
        for (long slot : old) {
            if (slot != 0) {
                put(slots, slot);
            }
        }
    }

    private void put(long @Nullable [] table, long entry) {
        if (table == null) {
            return;
        }
        int hash = (int) (entry >>> 32);
        for (int i = 0; i <= MAX_PROBES; i++) {
            int index = hash + i & table.length - 1;
            if (table[index] == 0) {
                table[index] = entry;
                return;
            }
        }
        slots = null;
    }
}
