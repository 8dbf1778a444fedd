package dev.diskless.ext4.internal.nio;

/** Device numbers as Linux programs see them: one 64-bit number that major and minor are woven into. */
final class DeviceNumber {

    private DeviceNumber() {}

    static long of(int major, int minor) {
        return ((major & 0xFFFF_F000L) << 32)
                | ((major & 0xFFFL) << 8)
                | ((minor & 0xFFFF_FF00L) << 12)
                | (minor & 0xFFL);
    }

    static int major(long number) {
        return (int) (((number >>> 32) & 0xFFFF_F000L) | ((number >>> 8) & 0xFFFL));
    }

    static int minor(long number) {
        return (int) (((number >>> 12) & 0xFFFF_FF00L) | (number & 0xFFL));
    }
}
