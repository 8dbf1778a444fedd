package dev.diskless.apk;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Work that makes more work, done by a number of threads that end with it. For one run. */
final class TaskGroup {

    /** A piece of it. */
    interface Task {
        void run() throws IOException;
    }

    private final ExecutorService pool;
    private final AtomicLong open = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final CountDownLatch end = new CountDownLatch(1);

    TaskGroup(int threads) {
        pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "diskless-audit");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Runs a task and all that it adds; the first fault ends all. */
    void run(Task first) throws IOException {
        try {
            add(first);
            end.await();
        } catch (InterruptedException e) {
            failure.compareAndSet(null, e);
            Thread.currentThread().interrupt();
            throw new DisklessException(
                    FaultDetail.of(FaultCode.CANCELLED, "the thread was interrupted while it read the root"), e);
        } finally {
            pool.shutdownNow();
        }
        Throwable thrown = failure.get();
        if (thrown instanceof IOException fault) {
            throw fault;
        }
        if (thrown instanceof RuntimeException fault) {
            throw fault;
        }
        if (thrown instanceof Error fault) {
            throw fault;
        }
    }

    void add(Task task) {
        open.incrementAndGet();
        pool.execute(() -> {
            try {
                if (failure.get() == null) {
                    task.run();
                }
            } catch (IOException | RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            } finally {
                if (open.decrementAndGet() == 0) {
                    end.countDown();
                }
            }
        });
    }
}
