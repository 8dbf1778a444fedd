package dev.diskless.overlay.internal;

import dev.diskless.fault.CorruptInputException;
import java.util.Arrays;

/** The fields of a tar header: octal digits, or big-endian bytes with the top bit set (GNU base-256), and texts. */
final class TarField {

    private TarField() {}

    /** A number; base-256 may be negative. An empty field is 0. */
    static long number(byte[] block, int offset, int length, String field, Place place) throws CorruptInputException {
        if ((block[offset] & 0x80) != 0) {
            return base256(block, offset, length, field, place);
        }
        int at = offset;
        int end = offset + length;
        while (at < end && block[at] == ' ') {
            at++;
        }
        long value = 0;
        for (; at < end && block[at] != 0 && block[at] != ' '; at++) {
            int digit = block[at] - '0';
            // 21 digits and more cannot stand in a field, so this cannot overflow.
            if (digit < 0 || digit > 7) {
                throw place.corrupt("the " + field + " is no octal number");
            }
            value = value << 3 | digit;
        }
        return value;
    }

    private static long base256(byte[] block, int offset, int length, String field, Place place)
            throws CorruptInputException {
        boolean negative = (block[offset] & 0x40) != 0;
        long value = negative ? -1 : 0;
        for (int i = 0; i < length; i++) {
            int part = block[offset + i] & 0xff;
            if (i == 0) {
                part = negative ? part : part & 0x7f;
            }
            if (value > Long.MAX_VALUE >> 8 || value < Long.MIN_VALUE >> 8) {
                throw place.corrupt("the " + field + " does not fit into 64 bits");
            }
            value = value << 8 | part;
        }
        return value;
    }

    /** A text up to its first zero. */
    static byte[] text(byte[] block, int offset, int length) {
        int end = offset;
        while (end < offset + length && block[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(block, offset, end);
    }

    /**
     * Writes a number: octal with a zero behind it, without the zero where all digits are needed and {@code full}
     * allows it, else base-256.
     */
    static void putNumber(byte[] block, int offset, int length, boolean full, long value) {
        int digits = length - 1;
        if (full && value >>> (3 * digits) != 0) {
            digits = length;
        }
        if (value < 0 || value >>> (3 * digits) != 0) {
            long rest = value;
            for (int i = length - 1; i > 0; i--) {
                block[offset + i] = (byte) rest;
                rest >>= 8;
            }
            block[offset] = (byte) (value < 0 ? 0xff : 0x80);
            return;
        }
        for (int i = 0; i < digits; i++) {
            block[offset + i] = (byte) ('0' + (value >>> (3 * (digits - 1 - i)) & 7));
        }
    }
}
