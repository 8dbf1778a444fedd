package dev.diskless.overlay.internal;

/** What an apkovl may hold, so that no input can exhaust memory or run for ever. */
public final class Limits {

    /** Most entries. */
    public static final int ENTRIES = 1_000_000;

    /** Longest name and longest link target, in bytes; Linux's PATH_MAX. */
    public static final int NAME_BYTES = 4096;

    /** Most bytes of the archive when unpacked: 64 GiB, what twelve octal digits hold. */
    public static final long UNPACKED_BYTES = 1L << 36;

    /** Largest extended header record, in bytes. */
    public static final int EXTENDED_HEADER_BYTES = 1 << 20;

    private Limits() {}
}
