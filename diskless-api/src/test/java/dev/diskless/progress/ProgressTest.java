package dev.diskless.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.progress.StrictListener;
import dev.diskless.fault.CancelledException;
import dev.diskless.fault.FaultCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final double EPSILON = 1e-9;

    private final StrictListener listener = new StrictListener();

    @Test
    void childrenShareTheWholeByUnits() throws CancelledException {
        try (Progress root = Progress.root("build", 2, listener, Cancellation.NEVER)) {
            try (Progress copy = root.child("copy", ProgressUnit.BYTES, 10)) {
                copy.advance(5);
                assertEquals(0.25, last().fraction(), EPSILON);
                copy.advance(5);
            }
            assertEquals(0.5, last().fraction(), EPSILON);
            try (Progress write = root.child("write", ProgressUnit.FILES, 1)) {
                write.advance(1);
            }
        }
        listener.assertComplete();
        assertEquals("build", last().work());
        assertTrue(last().finished());
    }

    @Test
    void closingCountsWhatIsLeftAsDone() throws CancelledException {
        try (Progress root = Progress.root("build", 1, listener, Cancellation.NEVER)) {
            try (Progress unknown = root.child("scan", ProgressUnit.FILES, 0)) {
                unknown.advance(3);
                assertEquals(0, last().fraction(), EPSILON);
                assertEquals(3, last().done());
            }
            assertEquals(1, last().fraction(), EPSILON);
        }
    }

    @Test
    void closingTwiceReportsOnce() {
        Progress root = Progress.root("build", 0, listener, Cancellation.NEVER);
        root.close();
        root.close();
        assertEquals(1, listener.events().size());
    }

    @Test
    void moreThanAnnouncedNeverExceedsTheWhole() throws CancelledException {
        try (Progress root = Progress.root("build", 2, listener, Cancellation.NEVER);
                Progress copy = root.child("copy", ProgressUnit.BYTES, 1)) {
            copy.advance(100);
            assertEquals(0.5, last().fraction(), EPSILON);
        }
    }

    @Test
    void cancellationEndsWorkAtTheNextReport() throws CancelledException {
        AtomicBoolean cancelled = new AtomicBoolean();
        Progress root = Progress.root("build", 1, listener, cancelled::get);
        root.child("copy", ProgressUnit.BYTES, 2).advance(1);
        cancelled.set(true);
        CancelledException fault = assertThrows(CancelledException.class, () -> root.advance(1));
        assertEquals(FaultCode.CANCELLED, fault.code());
        assertThrows(CancelledException.class, root::check);
        assertThrows(
                CancelledException.class,
                () -> root.child("next", ProgressUnit.FILES, 1).advance(1));
        assertEquals(1, listener.events().size());
    }

    @Test
    void negativeUnitsAreRefused() {
        Progress root = Progress.silent();
        assertThrows(IllegalArgumentException.class, () -> root.advance(-1));
        assertThrows(IllegalArgumentException.class, () -> root.child("x", ProgressUnit.BYTES, -1));
    }

    @Test
    void threadsAddUpToTheWhole() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (Progress root = Progress.root("build", 4, listener, Cancellation.NEVER)) {
            List<Future<Void>> results = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                results.add(pool.submit(() -> {
                    try (Progress part = root.child("part", ProgressUnit.BYTES, 1000)) {
                        for (int done = 0; done < 1000; done += 10) {
                            part.advance(10);
                        }
                    }
                    return null;
                }));
            }
            for (Future<Void> result : results) {
                result.get();
            }
        } finally {
            pool.shutdownNow();
        }
        listener.assertComplete();
    }

    private ProgressEvent last() {
        List<ProgressEvent> events = listener.events();
        return events.get(events.size() - 1);
    }
}
