package dev.diskless.livehost.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Requests to block devices, from {@code linux/fs.h}. */
final class Ioctl {

    /** Re-reads the partition table. */
    static final int BLKRRPART = none(95);

    /** Gives whether the device is read-only, as an int. */
    static final int BLKROGET = none(94);

    /** Gives the size of a logical sector, as an int. */
    static final int BLKSSZGET = none(104);

    /** Discards a range. */
    static final int BLKDISCARD = none(119);

    /** Gives the size of a physical sector, as an unsigned int. */
    static final int BLKPBSZGET = none(123);

    /** Zeroes a range. */
    static final int BLKZEROOUT = none(127);

    private static final int GROUP = 0x12;
    private static final int READ = 2;

    private Ioctl() {}

    /** Gives the size in bytes, as 64 bits; its number holds the size of a C size_t. */
    static int blkGetSize64(int sizeOfSizeT) {
        return READ << 30 | sizeOfSizeT << 16 | GROUP << 8 | 114;
    }

    private static int none(int number) {
        return 0x12 << 8 | number;
    }

    /** Room for an answer. */
    static ByteBuffer answer() {
        return ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
    }

    /** The range that a request is about. */
    static ByteBuffer range(long position, long length) {
        return ByteBuffer.allocateDirect(2 * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(0, position)
                .putLong(8, length);
    }
}
