package dev.diskless.ext4.internal;

/**
 * Blocks of a file that lie side by side, or are missing together.
 *
 * @param physical the first block on the volume; {@link #HOLE} or {@link #UNWRITTEN} where the blocks read as zeros
 * @param length number of blocks
 */
record Run(long physical, long length) {

    /** Nothing is allocated. */
    static final long HOLE = -1;

    /** Blocks are allocated and were never written. */
    static final long UNWRITTEN = -2;

    boolean hasContent() {
        return physical >= 0;
    }
}
