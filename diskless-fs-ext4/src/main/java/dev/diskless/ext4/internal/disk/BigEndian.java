package dev.diskless.ext4.internal.disk;

/** Numbers in byte arrays, most significant byte first, as the journal keeps them. */
final class BigEndian {

    private BigEndian() {}

    static int u16(byte[] bytes, int at) {
        return Short.reverseBytes((short) LittleEndian.u16(bytes, at)) & 0xFFFF;
    }

    static int i32(byte[] bytes, int at) {
        return Integer.reverseBytes(LittleEndian.i32(bytes, at));
    }

    static long u32(byte[] bytes, int at) {
        return i32(bytes, at) & 0xFFFFFFFFL;
    }

    static long i64(byte[] bytes, int at) {
        return Long.reverseBytes(LittleEndian.i64(bytes, at));
    }

    static void put32(byte[] bytes, int at, int value) {
        LittleEndian.put32(bytes, at, Integer.reverseBytes(value));
    }
}
