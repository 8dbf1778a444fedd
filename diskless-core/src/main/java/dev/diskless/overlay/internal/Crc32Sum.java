package dev.diskless.overlay.internal;

/**
 * The CRC-32 of two texts in a row from those of each. A CRC is a polynomial over GF(2), here with the highest power in
 * the lowest bit; bytes behind a text multiply its polynomial by x to the power of eight times their number, modulo the
 * polynomial of the CRC.
 */
final class Crc32Sum {

    private static final long POLYNOMIAL = 0xedb88320L;
    private static final long ONE = 0x80000000L;
    // x to the power of 8, 16, 32 and so on.
    private static final long[] POWERS = powers();

    private Crc32Sum() {}

    static long of(long first, long second, long secondBytes) {
        long shift = ONE;
        int power = 0;
        for (long rest = secondBytes; rest != 0; rest >>>= 1) {
            if ((rest & 1) != 0) {
                shift = product(shift, POWERS[power]);
            }
            power++;
        }
        return product(first, shift) ^ second;
    }

    private static long[] powers() {
        long[] powers = new long[Long.SIZE];
        powers[0] = ONE >>> 8;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = product(powers[i - 1], powers[i - 1]);
        }
        return powers;
    }

    private static long product(long a, long b) {
        long sum = 0;
        long shifted = b;
        for (long bit = ONE; bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                sum ^= shifted;
            }
            shifted = (shifted & 1) != 0 ? shifted >>> 1 ^ POLYNOMIAL : shifted >>> 1;
        }
        return sum;
    }
}
