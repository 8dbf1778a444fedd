package dev.diskless.livehost.internal;

import java.util.Map;

/** A refusal of the kernel, by its number. The numbers are those that all {@linkplain JnaSystemCalls known machines} share. */
final class Errno extends Exception {

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int ENXIO = 6;
    static final int EACCES = 13;
    static final int ENOTBLK = 15;
    static final int EBUSY = 16;
    static final int ENODEV = 19;
    static final int ENOTDIR = 20;
    static final int EINVAL = 22;
    static final int ENOTTY = 25;
    static final int ENOSPC = 28;
    static final int EROFS = 30;
    static final int ENOSYS = 38;
    static final int EOPNOTSUPP = 95;
    static final int EDQUOT = 122;
    static final int ENOMEDIUM = 123;

    private static final long serialVersionUID = 1;

    // The host's own texts are in its language.
    private static final Map<Integer, String> TEXTS = Map.ofEntries(
            Map.entry(EPERM, "EPERM (operation not permitted)"),
            Map.entry(ENOENT, "ENOENT (no such file or directory)"),
            Map.entry(EIO, "EIO (input/output error)"),
            Map.entry(ENXIO, "ENXIO (no such device or address)"),
            Map.entry(11, "EAGAIN (resource temporarily unavailable)"),
            Map.entry(12, "ENOMEM (cannot allocate memory)"),
            Map.entry(EACCES, "EACCES (permission denied)"),
            Map.entry(ENOTBLK, "ENOTBLK (block device required)"),
            Map.entry(EBUSY, "EBUSY (device or resource busy)"),
            Map.entry(ENODEV, "ENODEV (no such device)"),
            Map.entry(ENOTDIR, "ENOTDIR (not a directory)"),
            Map.entry(EINVAL, "EINVAL (invalid argument)"),
            Map.entry(23, "ENFILE (too many open files in system)"),
            Map.entry(24, "EMFILE (too many open files)"),
            Map.entry(ENOTTY, "ENOTTY (inappropriate ioctl for device)"),
            Map.entry(27, "EFBIG (file too large)"),
            Map.entry(ENOSPC, "ENOSPC (no space left on device)"),
            Map.entry(EROFS, "EROFS (read-only file system)"),
            Map.entry(ENOSYS, "ENOSYS (function not implemented)"),
            Map.entry(40, "ELOOP (too many levels of symbolic links)"),
            Map.entry(52, "EBADE (invalid exchange)"),
            Map.entry(61, "ENODATA (no data available: the medium failed)"),
            Map.entry(67, "ENOLINK (link has been severed)"),
            Map.entry(84, "EILSEQ (the device's protection information does not match)"),
            Map.entry(EOPNOTSUPP, "EOPNOTSUPP (operation not supported)"),
            Map.entry(110, "ETIMEDOUT (timed out)"),
            Map.entry(121, "EREMOTEIO (remote I/O error)"),
            Map.entry(EDQUOT, "EDQUOT (disk quota exceeded)"),
            Map.entry(ENOMEDIUM, "ENOMEDIUM (no medium found)"),
            Map.entry(124, "EMEDIUMTYPE (wrong medium type)"));

    private final int number;

    Errno(int number) {
        super(text(number));
        this.number = number;
    }

    int number() {
        return number;
    }

    /** Name and meaning. */
    String text() {
        return text(number);
    }

    /** Whether the kernel, the driver or the file system does not know what was asked for. */
    boolean isNotSupported() {
        return number == EOPNOTSUPP || number == ENOTTY || number == ENOSYS || number == EINVAL || number == ENODEV;
    }

    static String text(int number) {
        return TEXTS.getOrDefault(number, "error number " + number);
    }
}
