package dev.diskless.medium;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;

/**
 * How an existing file system is to be changed.
 *
 * @param clock gives the times that changes leave on files and directories
 * @param recover whether what an interrupted program left behind may be put right at opening, for example by replaying
 *     a journal; without it such a file system is refused. What this library itself leaves at a power cut is always
 *     put right.
 */
public record WritingOptions(InstantSource clock, boolean recover) {

    public WritingOptions {
        Objects.requireNonNull(clock);
    }

    /**
     * Options that refuse what others left in use.
     *
     * @param clock gives the times, for example {@link java.time.Clock#systemUTC()}
     * @return the options
     */
    public static WritingOptions of(InstantSource clock) {
        return new WritingOptions(clock, false);
    }

    /**
     * Options with one moment for all changes that refuse what others left in use.
     *
     * @param time the moment
     * @return the options
     */
    public static WritingOptions at(Instant time) {
        return new WritingOptions(InstantSource.fixed(time), false);
    }
}
