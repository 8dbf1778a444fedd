package dev.diskless.overlay.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The frame of one gzip member (RFC 1952) as busybox writes it, around data that is checked in parts. */
final class GzipMember {

    static final int HEADER_BYTES = 10;
    static final int TRAILER_BYTES = 8;

    private long crc;
    private long length;

    /** No time, no name, no extra flags, made on Unix. */
    static byte[] header() {
        return new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
    }

    /** Adds a part of the content. */
    void add(PackedUnit unit) {
        crc = Crc32Sum.of(crc, unit.crc(), unit.plain());
        length += unit.plain();
    }

    byte[] trailer() {
        return ByteBuffer.allocate(TRAILER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) crc)
                .putInt((int) length)
                .array();
    }
}
