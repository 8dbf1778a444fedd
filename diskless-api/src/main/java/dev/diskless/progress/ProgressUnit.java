package dev.diskless.progress;

/** What a piece of work counts. */
public enum ProgressUnit {
    /** Bytes. */
    BYTES,
    /** Files, directories and other named objects. */
    FILES,
    /** Packages. */
    PACKAGES,
    /** Steps, where nothing better can be counted. */
    STEPS
}
