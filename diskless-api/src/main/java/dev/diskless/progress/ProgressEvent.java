package dev.diskless.progress;

/**
 * One report of progress.
 *
 * @param work the name of the piece of work that moved
 * @param unit what it counts
 * @param done units done so far
 * @param total units announced; 0 when nobody knows
 * @param fraction how much of the whole tree is done, from 0 to 1; never falls
 * @param finished whether this piece of work has ended
 */
public record ProgressEvent(String work, ProgressUnit unit, long done, long total, double fraction, boolean finished) {}
