package dev.diskless.ext4.internal.disk;

/** Numbers in byte arrays, least significant byte first, as every field of ext4 is kept. */
public final class LittleEndian {

    // Plain shifts: a VarHandle is no faster once compiled, and far slower before, which most short programs are.
    private LittleEndian() {}

    public static int u8(byte[] bytes, int at) {
        return bytes[at] & 0xFF;
    }

    public static int u16(byte[] bytes, int at) {
        return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8;
    }

    public static int i32(byte[] bytes, int at) {
        return bytes[at] & 0xFF
                | (bytes[at + 1] & 0xFF) << 8
                | (bytes[at + 2] & 0xFF) << 16
                | (bytes[at + 3] & 0xFF) << 24;
    }

    public static long u32(byte[] bytes, int at) {
        return i32(bytes, at) & 0xFFFFFFFFL;
    }

    public static long i64(byte[] bytes, int at) {
        return u32(bytes, at) | u32(bytes, at + 4) << 32;
    }

    /** Stores the low byte of a value. */
    public static void put8(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
    }

    /** Stores the low 16 bits of a value. */
    public static void put16(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >>> 8);
    }

    /** Stores the low 32 bits of a value. */
    public static void put32(byte[] bytes, int at, long value) {
        put16(bytes, at, (int) value);
        put16(bytes, at + 2, (int) (value >>> 16));
    }

    public static void put64(byte[] bytes, int at, long value) {
        put32(bytes, at, value);
        put32(bytes, at + 4, value >>> 32);
    }
}
