package dev.diskless.progress;

/**
 * Receives reports of progress, one at a time, from whichever thread did the work. Must be quick and must not throw.
 */
@FunctionalInterface
public interface ProgressListener {

    /** Receives everything and does nothing. */
    ProgressListener NONE = event -> {};

    /**
     * Receives one report.
     *
     * @param event what moved
     */
    void report(ProgressEvent event);
}
