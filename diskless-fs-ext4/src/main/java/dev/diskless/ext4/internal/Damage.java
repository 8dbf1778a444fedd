package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.fault.CorruptInputException;
import java.util.Locale;

/** Faults that name the byte of the device where something is wrong. */
final class Damage {

    private Damage() {}

    static CorruptInputException at(BlockDevice device, long position, String what, Object expected, Object found) {
        return new CorruptInputException(CorruptInputException.detail(what)
                .at(device, position)
                .expected(expected)
                .found(found));
    }

    static CorruptInputException checksum(BlockDevice device, long position, String of, int expected, int found) {
        return at(device, position, "wrong checksum of " + of, hex(expected), hex(found));
    }

    static String hex(long value) {
        return String.format(Locale.ROOT, "0x%X", value & 0xFFFFFFFFL);
    }
}
