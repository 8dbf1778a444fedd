package dev.diskless.contract.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Several threads that do the same at once. */
final class Together {

    private static final long LIMIT_SECONDS = 120;

    /** What a thread does. */
    interface Work {
        void run(int thread) throws Exception;
    }

    private Together() {}

    /** Runs it in so many threads; fails as the first of them that fails. */
    static void run(int threads, Work work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                tasks.add(() -> {
                    work.run(thread);
                    return null;
                });
            }
            for (Future<Void> task : pool.invokeAll(tasks, LIMIT_SECONDS, TimeUnit.SECONDS)) {
                task.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
