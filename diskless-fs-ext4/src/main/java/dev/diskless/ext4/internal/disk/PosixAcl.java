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

    private static final int OWNER = 0x01;
    private static final int USER = 0x02;
    private static final int OWNING_GROUP = 0x04;
    private static final int GROUP = 0x08;
    private static final int MASK = 0x10;
    private static final int OTHERS = 0x20;

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
                case USER, GROUP -> {
                    length = ENTRY;
                    if (at + length > stored.length) {
                        return null;
                    }
                    id = LittleEndian.i32(stored, at + SHORT_ENTRY);
                }
                case OWNER, OWNING_GROUP, MASK, OTHERS -> {}
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

    /**
     * Whether Linux takes these bytes from a program: version 2, the entries in the order of their kinds, one each for
     * the owner, the owning group and others, and a mask if there are named users or groups.
     */
    public static boolean isValid(byte[] list) {
        if (list.length < HEADER || (list.length - HEADER) % ENTRY != 0 || LittleEndian.i32(list, 0) != VERSION) {
            return false;
        }
        int before = 0;
        boolean named = false;
        for (int at = HEADER; at < list.length; at += ENTRY) {
            int tag = tag(list, at);
            boolean fits = switch (tag) {
                case OWNER -> before == 0;
                case USER -> before == OWNER || before == USER;
                case OWNING_GROUP -> before == OWNER || before == USER;
                case GROUP, MASK -> before == OWNING_GROUP || before == GROUP;
                case OTHERS -> before == MASK || before == OWNING_GROUP && !named;
                default -> false;
            };
            boolean hasId = tag == USER || tag == GROUP;
            if (!fits || (LittleEndian.u16(list, at + 2) & ~7) != 0 || hasId && id(list, at) == NO_ID) {
                return false;
            }
            named |= hasId;
            before = tag;
        }
        return before == OTHERS;
    }

    /** Whether a program says that there is no list: version 2 without entries. */
    public static boolean isEmpty(byte[] list) {
        return list.length == HEADER && LittleEndian.i32(list, 0) == VERSION;
    }

    /** What is stored for a valid list of a program. */
    public static byte[] toStored(byte[] list) {
        byte[] stored = new byte[list.length];
        LittleEndian.put32(stored, 0, STORED_VERSION);
        int to = HEADER;
        for (int at = HEADER; at < list.length; at += ENTRY) {
            boolean hasId = tag(list, at) == USER || tag(list, at) == GROUP;
            int length = hasId ? ENTRY : SHORT_ENTRY;
            System.arraycopy(list, at, stored, to, length);
            to += length;
        }
        return Arrays.copyOf(stored, to);
    }

    /** The permissions, within a whole mode, of a file that gets a valid list: its mask counts for the group. */
    public static int mode(int mode, byte[] list) {
        int permissions = 0;
        for (int at = HEADER; at < list.length; at += ENTRY) {
            int allowed = LittleEndian.u16(list, at + 2);
            switch (tag(list, at)) {
                case OWNER -> permissions |= allowed << 6;
                case OWNING_GROUP -> permissions |= allowed << 3;
                case MASK -> permissions = permissions & ~070 | allowed << 3;
                case OTHERS -> permissions |= allowed;
                default -> {}
            }
        }
        return mode & ~0777 | permissions;
    }

    /** Whether a valid list says no more than the permissions of a mode can. */
    public static boolean isMode(byte[] list) {
        for (int at = HEADER; at < list.length; at += ENTRY) {
            int tag = tag(list, at);
            if (tag == USER || tag == GROUP || tag == MASK) {
                return false;
            }
        }
        return true;
    }

    /** What a valid list for access becomes when the permissions of its file are changed to those of a mode. */
    public static byte[] withMode(byte[] list, int mode) {
        byte[] changed = list.clone();
        for (int at = HEADER; at < list.length; at += ENTRY) {
            if (stands(list, at) >= 0) {
                LittleEndian.put16(changed, at + 2, mode >> stands(list, at) & 7);
            }
        }
        return changed;
    }

    /**
     * The list for access of a new file below a directory with a valid default list: it allows what that allows and the
     * mode does not forbid. What the file then has as permissions is its {@link #mode}; no umask counts.
     */
    public static byte[] inherited(byte[] list, int mode) {
        byte[] made = list.clone();
        for (int at = HEADER; at < list.length; at += ENTRY) {
            if (stands(list, at) >= 0) {
                LittleEndian.put16(made, at + 2, LittleEndian.u16(list, at + 2) & mode >> stands(list, at));
            }
        }
        return made;
    }

    /** The bit of a mode that the permissions of an entry stand at; negative if they are not in the mode. */
    private static int stands(byte[] list, int at) {
        return switch (tag(list, at)) {
            case OWNER -> 6;
            case MASK -> 3;
            case OWNING_GROUP -> isMode(list) ? 3 : -1;
            case OTHERS -> 0;
            default -> -1;
        };
    }

    private static int tag(byte[] list, int at) {
        return LittleEndian.u16(list, at);
    }

    private static int id(byte[] list, int at) {
        return LittleEndian.i32(list, at + 4);
    }
}
