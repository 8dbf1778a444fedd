package dev.diskless.ext4.internal.disk;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * POSIX access control lists. On the disk they have version 1, where only entries of named users and groups have room
 * for a number; programs know version 2, where all have.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/acl.5.html">acl(5)</a>
 */
public final class PosixAcl {

    private static final int STORED_VERSION = 1;
    private static final int VERSION = 2;
    private static final int HEADER = 4;
    private static final int SHORT_ENTRY = 4;
    private static final int ENTRY = 8;
    private static final int NO_ID = -1;

    private PosixAcl() {}

    /** What programs see of a stored list; null if it is none. */
    public static byte @Nullable [] toPrograms(byte[] stored) {
        if (stored.length < HEADER || LittleEndian.i32(stored, 0) != STORED_VERSION) {
            return null;
        }
        byte[] list = new byte[HEADER + (stored.length - HEADER) / SHORT_ENTRY * ENTRY];
        LittleEndian.put32(list, 0, VERSION);
        int to = HEADER;
        int at = HEADER;
        while (at < stored.length) {
            if (at + SHORT_ENTRY > stored.length) {
                return null;
            }
            int tag = LittleEndian.u16(stored, at);
            int id = NO_ID;
            int length = SHORT_ENTRY;
            switch (tag) {
                case 0x02, 0x08 -> {
                    length = ENTRY;
                    if (at + length > stored.length) {
                        return null;
                    }
                    id = LittleEndian.i32(stored, at + SHORT_ENTRY);
                }
                case 0x01, 0x04, 0x10, 0x20 -> {}
                default -> {
                    return null;
                }
            }
            System.arraycopy(stored, at, list, to, SHORT_ENTRY);
            LittleEndian.put32(list, to + SHORT_ENTRY, id);
            at += length;
            to += ENTRY;
        }
        return Arrays.copyOf(list, to);
    }
}
