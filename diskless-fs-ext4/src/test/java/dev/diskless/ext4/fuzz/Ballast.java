package dev.diskless.ext4.fuzz;

import java.util.ArrayList;
import java.util.List;

/** Fills the heap of a campaign, so that what is on trial has only so much of it as a small program would. */
final class Ballast {

    private static final int PIECE = 1 << 20;
    private static final List<byte[]> KEPT = new ArrayList<>();

    private Ballast() {}

    /** Leaves as many bytes as the property {@code fuzz.room} says, once; without it nothing is filled. */
    static synchronized void load() {
        long room = Long.getLong("fuzz.room", 0);
        if (room > 0 && KEPT.isEmpty()) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            long used = runtime.totalMemory() - runtime.freeMemory();
            for (long left = runtime.maxMemory() - used - room; left > PIECE; left -= PIECE) {
                KEPT.add(new byte[PIECE]);
            }
        }
    }
}
