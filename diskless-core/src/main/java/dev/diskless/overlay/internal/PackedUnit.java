package dev.diskless.overlay.internal;

/**
 * A part of the compressed data that stands for itself: it refers to nothing before it and ends at a whole byte.
 *
 * @param packed how many bytes it has
 * @param plain how many bytes it becomes
 * @param checks CRC-32 of what it becomes in the low half, CRC-32C in the high one
 * @param digest SHA-256 of its bytes
 */
record PackedUnit(int packed, int plain, long checks, byte[] digest) {

    /** Most bytes that a unit becomes. */
    static final int MOST_PLAIN = 1 << 20;

    /** Most bytes of a unit. */
    static final int MOST_PACKED = MOST_PLAIN + (1 << 12);

    long crc() {
        return checks & 0xffffffffL;
    }
}
