package dev.diskless.ext4.check;

import java.util.Objects;

/**
 * One thing that is wrong with a volume.
 *
 * @param verdict how bad it is; never {@link CheckVerdict#CLEAN}
 * @param code a stable name in lower case with hyphens, for example {@code link-count}
 * @param inode the number of the inode concerned, or {@link #NONE}
 * @param block the number of the block concerned, the first where there are several, or {@link #NONE}
 * @param group the number of the block group concerned, or {@link #NONE}
 * @param message what is the case, in one clause
 */
public record CheckFinding(CheckVerdict verdict, String code, long inode, long block, long group, String message) {

    /** Stands for a number that a finding does not have. */
    public static final long NONE = -1;

    public CheckFinding {
        Objects.requireNonNull(verdict);
        Objects.requireNonNull(code);
        Objects.requireNonNull(message);
    }
}
