package dev.diskless.ext4.internal;

import org.jspecify.annotations.Nullable;

/**
 * A block of metadata in memory, and as what it was checked: looking up a name, counting the blocks it needs and putting
 * it in all read the same blocks. One that was changed here since counts as checked. Any number of threads may use it.
 */
final class CachedBlock {

    private final long number;
    private final byte[] bytes;
    private volatile @Nullable Object checked;
    private boolean changed;

    CachedBlock(long number, byte[] bytes) {
        this.number = number;
        this.bytes = bytes;
    }

    /** Where it lies, in blocks from the start of the volume. */
    long number() {
        return number;
    }

    byte[] bytes() {
        return bytes;
    }

    /** What whoever checked it last took note of; null if nobody did. */
    @Nullable
    Object checked() {
        return checked;
    }

    /** Takes note that it was checked, and as what. */
    void check(Object as) {
        checked = as;
    }

    /** Whether it is to be written; only asked and told by who changes the volume, or writes it. */
    boolean isChanged() {
        return changed;
    }

    void setChanged(boolean now) {
        changed = now;
    }
}
