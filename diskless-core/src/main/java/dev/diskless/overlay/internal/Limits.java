package dev.diskless.overlay.internal;

/**
 * What an apkovl may hold, so that no input can exhaust memory or run for ever.
 *
 * @param entries most entries
 * @param unpackedBytes most bytes of the archive when unpacked, holes of sparse files included
 * @param ratio most unpacked bytes for one packed byte, once more than {@link #FREE_BYTES} are unpacked
 */
public record Limits(int entries, long unpackedBytes, int ratio) {

    /** Most entries. */
    public static final int ENTRIES = 1_000_000;

    /** Longest name and longest link target, in bytes; Linux's PATH_MAX. */
    public static final int NAME_BYTES = 4096;

    /** Most bytes of the archive when unpacked: 64 GiB, what twelve octal digits hold. */
    public static final long UNPACKED_BYTES = 1L << 36;

    /** What may be unpacked from however little: 256 MiB. */
    public static final long FREE_BYTES = 1L << 28;

    /** Most unpacked bytes for a packed one; deflate itself ends at 1032. */
    public static final int RATIO = 250;

    /** Largest extended header record, in bytes. */
    public static final int EXTENDED_HEADER_BYTES = 1 << 20;

    /** Most stretches of data in one sparse file. */
    public static final int SPARSE_STRETCHES = 1 << 18;

    /** What holds unless a caller says otherwise. */
    public static final Limits STANDARD = new Limits(ENTRIES, UNPACKED_BYTES, RATIO);

    boolean isBomb(long unpacked, long packed) {
        return unpacked > FREE_BYTES && unpacked / ratio > packed;
    }
}
