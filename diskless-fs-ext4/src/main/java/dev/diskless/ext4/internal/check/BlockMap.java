package dev.diskless.ext4.internal.check;

/** One bit for each block of the volume; groups without a bit take no memory. */
final class BlockMap {

    private final Layout layout;
    private final long[][] groups;

    BlockMap(Layout layout) {
        this.layout = layout;
        this.groups = new long[layout.groups()][];
    }

    /**
     * Marks blocks of the volume as used.
     *
     * @return the first of them that was marked already; -1 if none was
     */
    long mark(long block, long count) {
        long conflict = -1;
        long at = block - layout.first();
        long end = at + count;
        while (at < end) {
            int group = (int) (at / layout.blocksPerGroup());
            int bit = (int) (at % layout.blocksPerGroup());
            int bits = (int) Math.min(64 - bit % 64, Math.min(end - at, layout.blocksPerGroup() - bit));
            long mask = (bits == 64 ? -1L : (1L << bits) - 1) << bit;
            long[] words = words(group);
            long before = words[bit / 64] & mask;
            if (before != 0 && conflict < 0) {
                conflict = layout.first() + at - bit % 64 + Long.numberOfTrailingZeros(before);
            }
            words[bit / 64] |= mask;
            at += bits;
        }
        return conflict;
    }

    /** Bits 64 times {@code word} and on of a group, the first block of which is bit 0. */
    long word(int group, int word) {
        long[] words = groups[group];
        return words == null ? 0 : words[word];
    }

    int count(int group) {
        int count = 0;
        if (groups[group] != null) {
            for (long word : groups[group]) {
                count += Long.bitCount(word);
            }
        }
        return count;
    }

    private long[] words(int group) {
        if (groups[group] == null) {
            groups[group] = new long[(layout.blocksPerGroup() + 63) / 64];
        }
        return groups[group];
    }
}
