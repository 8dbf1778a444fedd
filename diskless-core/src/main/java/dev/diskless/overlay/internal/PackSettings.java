package dev.diskless.overlay.internal;

/**
 * How an overlay is packed.
 *
 * @param choice how the entries are written, and how hard they are compressed
 * @param threads how many threads compress
 * @param readsAll whether every file is read, however unchanged it looks
 */
public record PackSettings(WritingChoice choice, int threads, boolean readsAll) {

    /** How hard to compress, 1 to 9, or -1. */
    int level() {
        return choice.level();
    }

    // Buffers of a thread, and the results that wait for their turn.
    private static final long BYTES_FOR_A_THREAD = 8L << 20;

    /**
     * How many threads have room in memory.
     *
     * @param memory the most memory that the program may use, in bytes
     * @return at least 1
     */
    public static int threadsFor(long memory) {
        return (int) Math.max(1, Math.min(1 << 16, memory / 2 / BYTES_FOR_A_THREAD));
    }
}
