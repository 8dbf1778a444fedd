package dev.diskless.progress;

import dev.diskless.fault.CancelledException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One node of the progress tree: a piece of work with a number of units, some of which children take over.
 *
 * <p>Every node knows its share of the whole, so pieces that run at the same time need no common counter. Thread-safe.
 * Each call of {@link #advance} is also a point where work can be cancelled.
 */
public final class Progress implements AutoCloseable {

    private final @Nullable Progress parent;
    private final ProgressListener listener;
    private final Cancellation cancellation;
    private final Object lock;
    private final String work;
    private final ProgressUnit unit;
    private final long total;
    private final double share;
    // Guarded by lock, as are all nodes of one tree.
    private long done;
    private double given;
    private boolean closed;

    private Progress(
            @Nullable Progress parent,
            String work,
            ProgressUnit unit,
            long total,
            ProgressListener listener,
            Cancellation cancellation) {
        if (total < 0) {
            throw new IllegalArgumentException("total must not be negative: " + total);
        }
        this.parent = parent;
        this.listener = Objects.requireNonNull(listener);
        this.cancellation = Objects.requireNonNull(cancellation);
        this.lock = parent == null ? new Object() : parent.lock;
        this.work = Objects.requireNonNull(work);
        this.unit = Objects.requireNonNull(unit);
        this.total = total;
        this.share = parent == null ? 1 : parent.total == 0 ? 0 : parent.share / parent.total;
    }

    /**
     * The top of a tree.
     *
     * @param work its name
     * @param steps how many steps it has; each child is worth one; 0 when unknown
     * @param listener receives the reports
     * @param cancellation polled at every report
     * @return the node
     */
    public static Progress root(String work, long steps, ProgressListener listener, Cancellation cancellation) {
        return new Progress(null, work, ProgressUnit.STEPS, steps, listener, cancellation);
    }

    /**
     * A tree that nobody watches or cancels.
     *
     * @return the node
     */
    public static Progress silent() {
        return root("", 0, ProgressListener.NONE, Cancellation.NEVER);
    }

    /**
     * A piece of this work, worth one of its units.
     *
     * @param name the child's name
     * @param what what the child counts
     * @param units how many of them; 0 when unknown
     * @return the child; close it when the piece has ended
     */
    public Progress child(String name, ProgressUnit what, long units) {
        return new Progress(this, name, what, units, listener, cancellation);
    }

    /**
     * Reports units done.
     *
     * @param units how many; at least 0
     * @throws CancelledException if the caller has cancelled
     */
    public void advance(long units) throws CancelledException {
        if (units < 0) {
            throw new IllegalArgumentException("units must not be negative: " + units);
        }
        check();
        synchronized (lock) {
            done += units;
            if (total > 0) {
                give((double) units / total * share);
            }
            report();
        }
    }

    /**
     * Ends the work here if the caller has cancelled it.
     *
     * @throws CancelledException if the caller has cancelled
     */
    public void check() throws CancelledException {
        if (cancellation.isCancelled()) {
            throw new CancelledException(CancelledException.detail("cancelled while working on: " + work));
        }
    }

    /** Ends this piece of work: what is left of its share counts as done. Closing twice is harmless. */
    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            give(share - given);
            report();
        }
    }

    private void give(double part) {
        double more = Math.min(part, share - given);
        if (more > 0) {
            for (Progress node = this; node != null; node = node.parent) {
                node.given += more;
            }
        }
    }

    // Called under the lock, so that nobody sees the whole go backwards.
    private void report() {
        Progress root = this;
        while (root.parent != null) {
            root = root.parent;
        }
        listener.report(new ProgressEvent(work, unit, done, total, Math.min(1, root.given), closed));
    }
}
