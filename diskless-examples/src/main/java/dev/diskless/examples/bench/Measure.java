package dev.diskless.examples.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * How long something took.
 *
 * @param min the shortest run, in nanoseconds
 * @param median the middle one, in nanoseconds
 */
record Measure(long min, long median) {

    /** Something that takes time. */
    interface Task {
        /** Does it once; gives how many nanoseconds of that count. */
        long nanos() throws IOException;
    }

    /** What is timed. */
    interface Step {
        void run() throws IOException;
    }

    static long time(Step step) throws IOException {
        long start = System.nanoTime();
        step.run();
        return System.nanoTime() - start;
    }

    /** How much time of a processor a step takes in this thread, whatever else the machine does. */
    static long cpu(Step step) throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        step.run();
        return threads.getCurrentThreadCpuTime() - start;
    }

    /** Runs two tasks by turns, so that both meet the same disturbances. */
    static Measure[] pair(int warmUps, int repeats, Task ours, Task other) throws IOException {
        for (int i = 0; i < warmUps; i++) {
            ours.nanos();
            other.nanos();
        }
        long[] first = new long[repeats];
        long[] second = new long[repeats];
        for (int i = 0; i < repeats; i++) {
            first[i] = ours.nanos();
            second[i] = other.nanos();
        }
        return new Measure[] {of(first), of(second)};
    }

    static Measure once(int warmUps, int repeats, Task task) throws IOException {
        for (int i = 0; i < warmUps; i++) {
            task.nanos();
        }
        long[] nanos = new long[repeats];
        for (int i = 0; i < repeats; i++) {
            nanos[i] = task.nanos();
        }
        return of(nanos);
    }

    private static Measure of(long[] nanos) {
        Arrays.sort(nanos);
        return new Measure(nanos[0], nanos[nanos.length / 2]);
    }
}
