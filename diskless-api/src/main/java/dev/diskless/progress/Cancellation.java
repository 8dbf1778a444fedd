package dev.diskless.progress;

/**
 * Tells long work that its caller no longer wants it. The work polls it between units and ends with a
 * {@link dev.diskless.fault.CancelledException} that leaves nothing behind.
 *
 * <p>Implementations must be safe to call from any thread and quick.
 */
@FunctionalInterface
public interface Cancellation {

    /** The token of work that nobody will cancel. */
    Cancellation NEVER = () -> false;

    /**
     * Whether the caller has cancelled.
     *
     * @return true from the moment of cancellation on, for ever
     */
    boolean isCancelled();
}
