package dev.diskless.partition;

/**
 * A run of bytes that no partition takes. Immutable.
 *
 * @param start bytes from the start of the device
 * @param length bytes, at least one sector
 */
public record FreeSpace(long start, long length) {

    public FreeSpace {
        if (start < 0 || length < 1) {
            throw new IllegalArgumentException("free space at " + start + " with length " + length);
        }
    }

    /**
     * The first byte behind it.
     *
     * @return bytes from the start of the device
     */
    public long end() {
        return start + length;
    }

    /** The first place in it for a partition that starts at a multiple of some bytes; its end if there is none. */
    long aligned(long alignment) {
        long rest = start % alignment;
        long place = rest == 0 ? start : start + (alignment - rest);
        return Math.min(place, end());
    }
}
