package dev.diskless.ext4.internal.nio;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** The mode of an inode: type in the high four of sixteen bits, permissions in the low twelve. */
final class UnixMode {

    static final int TYPE = 0xF000;
    static final int FIFO = 0x1000;
    static final int CHARACTER_DEVICE = 0x2000;
    static final int DIRECTORY = 0x4000;
    static final int BLOCK_DEVICE = 0x6000;
    static final int REGULAR = 0x8000;
    static final int SYMBOLIC_LINK = 0xA000;
    static final int SOCKET = 0xC000;

    static final int PERMISSIONS = 0xFFF;
    static final int ANY_EXECUTE = 0111;

    // From the lowest bit on.
    private static final PosixFilePermission[] BITS = {
        PosixFilePermission.OTHERS_EXECUTE,
        PosixFilePermission.OTHERS_WRITE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.OWNER_READ
    };

    private UnixMode() {}

    static int type(int mode) {
        return mode & TYPE;
    }

    static boolean isDirectory(int mode) {
        return type(mode) == DIRECTORY;
    }

    static boolean isRegular(int mode) {
        return type(mode) == REGULAR;
    }

    static boolean isSymbolicLink(int mode) {
        return type(mode) == SYMBOLIC_LINK;
    }

    static boolean isDevice(int mode) {
        return type(mode) == BLOCK_DEVICE || type(mode) == CHARACTER_DEVICE;
    }

    static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < BITS.length; bit++) {
            if ((mode & (1 << bit)) != 0) {
                set.add(BITS[bit]);
            }
        }
        return set;
    }

    static int bits(Set<PosixFilePermission> permissions) {
        int mode = 0;
        for (int bit = 0; bit < BITS.length; bit++) {
            if (permissions.contains(BITS[bit])) {
                mode |= 1 << bit;
            }
        }
        return mode;
    }
}
