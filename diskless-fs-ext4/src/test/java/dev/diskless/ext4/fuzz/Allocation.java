package dev.diskless.ext4.fuzz;

import java.lang.reflect.Method;

/** How much memory a thread asked for. Found by name: the module under test does not read that of the counters. */
final class Allocation {

    private static final Object THREADS;
    private static final Method ALLOCATED;

    static {
        try {
            THREADS = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
            ALLOCATED = Class.forName("com.sun.management.ThreadMXBean").getMethod("getCurrentThreadAllocatedBytes");
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private Allocation() {}

    /** Bytes since the thread began. */
    static long ofThisThread() {
        try {
            return (long) ALLOCATED.invoke(THREADS);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
