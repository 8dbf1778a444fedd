package dev.diskless.overlay.internal;

import dev.diskless.fault.CancelledException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Does tasks in several threads and hands their results over in the order of the tasks, in the thread that gives them.
 * Only a few are under way at a time.
 */
final class OrderedWork<R> implements Closeable {

    /** What takes the results. */
    interface Taker<R> {
        void take(R result) throws IOException;
    }

    private final ExecutorService pool;
    private final Taker<R> taker;
    private final int most;
    private final Deque<Future<R>> underWay = new ArrayDeque<>();

    OrderedWork(int threads, Taker<R> taker) {
        this.pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "diskless-overlay");
            thread.setDaemon(true);
            return thread;
        });
        this.taker = taker;
        // One for each thread to do, one to do next, and some that wait for a slow one before them.
        this.most = 2 * threads + 2;
    }

    void add(Callable<R> task) throws IOException {
        while (underWay.size() >= most) {
            takeFirst();
        }
        underWay.add(pool.submit(task));
    }

    void finish() throws IOException {
        while (!underWay.isEmpty()) {
            takeFirst();
        }
    }

    private void takeFirst() throws IOException {
        try {
            taker.take(underWay.remove().get());
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException(CancelledException.detail("interrupted while working on an overlay"), e);
        }
    }

    private static IOException failure(ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof IOException failure) {
            return failure;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException(cause);
    }

    /** Ends what is under way and waits for that. */
    @Override
    public void close() {
        pool.shutdownNow();
        boolean interrupted = false;
        while (true) {
            try {
                if (pool.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
