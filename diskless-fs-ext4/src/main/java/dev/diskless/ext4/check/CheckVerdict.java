package dev.diskless.ext4.check;

/** How bad a finding, or a whole volume, is; the order is that of badness. */
public enum CheckVerdict {
    /** Nothing is wrong. */
    CLEAN,
    /** Only what is kept twice for convenience is out of date: totals and copies that no reader relies on. */
    STALE_TOTALS,
    /** Blocks or inodes are lost to new files; nothing that can be reached is in danger. */
    LEAK,
    /** Two structures contradict each other; writing may do harm. */
    INCONSISTENT,
    /** A structure does not follow its format or its checksum, or could not be judged. */
    CORRUPT
}
