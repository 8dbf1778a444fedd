package dev.diskless.contract.progress;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.progress.ProgressEvent;
import dev.diskless.progress.ProgressListener;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects reports and fails the test if work does more than it announced, ends with less, or the whole goes
 * backwards. Call {@link #assertComplete} when the work has ended well.
 */
public final class StrictListener implements ProgressListener {

    private final List<ProgressEvent> events = new ArrayList<>();

    @Override
    public synchronized void report(ProgressEvent event) {
        events.add(event);
    }

    /** Everything reported so far. */
    public synchronized List<ProgressEvent> events() {
        return List.copyOf(events);
    }

    /** Fails unless reported work equals announced work, piece by piece, and the whole is done. */
    public synchronized void assertComplete() {
        double last = 0;
        for (ProgressEvent event : events) {
            assertTrue(event.fraction() >= last, () -> "the whole went backwards at " + event);
            last = event.fraction();
            if (event.total() > 0) {
                assertTrue(event.done() <= event.total(), () -> "more done than announced: " + event);
                assertTrue(
                        !event.finished()
                                || event.unit() == dev.diskless.progress.ProgressUnit.STEPS
                                || event.done() == event.total(),
                        () -> "less done than announced: " + event);
            }
        }
        double whole = last;
        assertTrue(whole > 0.999999, () -> "only " + whole + " of the whole was reported");
    }
}
