package dev.diskless.ext4.internal.disk;

/** The mode word of an inode: a type in the upper four bits, twelve permission bits below. */
public final class Mode {

    public static final int TYPE = 0xF000;
    public static final int PERMISSIONS = 0x0FFF;

    public static final int FIFO = 0x1000;
    public static final int CHARACTER_DEVICE = 0x2000;
    public static final int DIRECTORY = 0x4000;
    public static final int BLOCK_DEVICE = 0x6000;
    public static final int REGULAR = 0x8000;
    public static final int SYMBOLIC_LINK = 0xA000;
    public static final int SOCKET = 0xC000;

    private Mode() {}

    public static boolean is(int mode, int type) {
        return (mode & TYPE) == type;
    }

    public static boolean isDevice(int mode) {
        return is(mode, CHARACTER_DEVICE) || is(mode, BLOCK_DEVICE);
    }

    /** The type byte of a directory entry; 0 for a mode that has no known type. */
    public static int entryType(int mode) {
        return switch (mode & TYPE) {
            case REGULAR -> 1;
            case DIRECTORY -> 2;
            case CHARACTER_DEVICE -> 3;
            case BLOCK_DEVICE -> 4;
            case FIFO -> 5;
            case SOCKET -> 6;
            case SYMBOLIC_LINK -> 7;
            default -> 0;
        };
    }
}
