package dev.diskless.overlay;

import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes an entry of what a host says of a file; none of a socket. */
final class RootFacts {

    private static final int TYPE_BITS = 0170000;

    private RootFacts() {}

    static Optional<OverlayEntry> entry(
            String name, BasicFileAttributes basic, Map<String, Object> unix, String linkTarget) {
        int mode = number(unix, "mode");
        EntryType type = unix.isEmpty() ? plainType(basic) : type(mode);
        if (type == null) {
            return Optional.empty();
        }
        boolean device = type == EntryType.CHARACTER_DEVICE || type == EntryType.BLOCK_DEVICE;
        long rdev = device && unix.get("rdev") instanceof Number number ? number.longValue() : 0;
        Instant modified = basic.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS);
        return Optional.of(new OverlayEntry(
                name,
                type,
                unix.isEmpty() ? plainMode(type) : mode & 07777,
                number(unix, "uid"),
                number(unix, "gid"),
                modified,
                type == EntryType.FILE ? basic.size() : 0,
                linkTarget,
                // The kernel's layout of device numbers: minor 0-7, major 8-19, minor 20-31 (Linux, kdev_t.h).
                (int) (rdev >> 8 & 0xfff),
                (int) (rdev & 0xff | rdev >> 12 & 0xfff00)));
    }

    private static int number(Map<String, Object> unix, String name) {
        return unix.get(name) instanceof Number number ? number.intValue() : 0;
    }

    private static @Nullable EntryType type(int mode) {
        return switch (mode & TYPE_BITS) {
            case 0100000 -> EntryType.FILE;
            case 0040000 -> EntryType.DIRECTORY;
            case 0120000 -> EntryType.SYMLINK;
            case 0020000 -> EntryType.CHARACTER_DEVICE;
            case 0060000 -> EntryType.BLOCK_DEVICE;
            case 0010000 -> EntryType.FIFO;
            default -> null;
        };
    }

    private static @Nullable EntryType plainType(BasicFileAttributes basic) {
        if (basic.isSymbolicLink()) {
            return EntryType.SYMLINK;
        }
        return basic.isDirectory() ? EntryType.DIRECTORY : basic.isRegularFile() ? EntryType.FILE : null;
    }

    private static int plainMode(EntryType type) {
        return switch (type) {
            case DIRECTORY -> 0755;
            case SYMLINK -> 0777;
            default -> 0644;
        };
    }
}
