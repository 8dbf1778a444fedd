package dev.diskless.initramfs;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.LimitExceededException;
import java.io.IOException;

/**
 * The fixed part of a cpio entry in the format "newc" (magic 070701) or "newc" with checksums (070702): 110 ASCII
 * bytes, a magic of six digits and thirteen numbers of eight hexadecimal digits. Source: the kernel's
 * {@code Documentation/driver-api/early-userspace/buffer-format.rst}.
 *
 * @param checked whether a sum of the content follows ("070702")
 * @param inode offset 6
 * @param mode offset 14
 * @param uid offset 22
 * @param gid offset 30
 * @param links offset 38
 * @param modified offset 46, seconds since 1970
 * @param size offset 54, bytes of content
 * @param deviceMajor offset 78, of a device node
 * @param deviceMinor offset 86, of a device node
 * @param nameSize offset 94, bytes of the name with its NUL
 * @param sum offset 102, sum of all bytes of content modulo 2^32
 */
record CpioHeader(
        boolean checked,
        long inode,
        int mode,
        long uid,
        long gid,
        long links,
        long modified,
        long size,
        long deviceMajor,
        long deviceMinor,
        int nameSize,
        long sum) {

    static final int LENGTH = 110;

    /** Longest name with its NUL, and longest target of a link: PATH_MAX, as the kernel has it. */
    static final int MAX_NAME = 4096;

    static CpioHeader parse(byte[] bytes, String place, long at) throws IOException {
        boolean plain = startsWith(bytes, "070701");
        if (!plain && !startsWith(bytes, "070702")) {
            throw new CorruptInputException(CorruptInputException.detail("no header of a cpio entry")
                    .at(place, at)
                    .expected("magic 070701 or 070702"));
        }
        long[] fields = new long[13];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = hex(bytes, 6 + 8 * i, place, at);
        }
        long nameSize = fields[11];
        if (nameSize < 2) {
            throw new CorruptInputException(CorruptInputException.detail("cpio entry without a name")
                    .at(place, at + 94)
                    .expected("a name size of at least 2")
                    .found(nameSize));
        }
        if (nameSize > MAX_NAME) {
            throw new LimitExceededException(LimitExceededException.detail("name of a cpio entry is too long")
                    .at(place, at + 94)
                    .expected("at most " + MAX_NAME + " bytes")
                    .found(nameSize));
        }
        if (fields[1] > 0xffff) {
            throw new CorruptInputException(CorruptInputException.detail("mode of a cpio entry has too many bits")
                    .at(place, at + 14)
                    .expected("at most 0xffff")
                    .found("0x" + Long.toHexString(fields[1])));
        }
        return new CpioHeader(
                !plain,
                fields[0],
                (int) fields[1],
                fields[2],
                fields[3],
                fields[4],
                fields[5],
                fields[6],
                fields[9],
                fields[10],
                (int) nameSize,
                fields[12]);
    }

    private static boolean startsWith(byte[] bytes, String magic) {
        for (int i = 0; i < magic.length(); i++) {
            if (bytes[i] != magic.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static long hex(byte[] bytes, int offset, String place, long at) throws CorruptInputException {
        long value = 0;
        for (int i = offset; i < offset + 8; i++) {
            int digit = bytes[i] < 0 ? -1 : Character.digit(bytes[i], 16);
            if (digit < 0) {
                throw new CorruptInputException(CorruptInputException.detail("not a number in a cpio header")
                        .at(place, at + i)
                        .expected("a hexadecimal digit")
                        .found("0x" + Integer.toHexString(bytes[i] & 0xff)));
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
