package dev.diskless.examples;

import dev.diskless.fault.Printable;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An entry of an overlay as programs show it.
 *
 * @param mode the twelve permission bits in octal digits
 * @param target of a link; none for everything else
 */
record OverlayEntryLine(
        String path,
        EntryType type,
        String mode,
        int uid,
        int gid,
        long size,
        Instant modified,
        @Nullable String target,
        int deviceMajor,
        int deviceMinor) {

    static OverlayEntryLine of(OverlayEntry entry) {
        return new OverlayEntryLine(
                entry.name(),
                entry.type(),
                String.format(Locale.ROOT, "%04o", entry.mode()),
                entry.uid(),
                entry.gid(),
                entry.size(),
                entry.modified(),
                entry.linkTarget().isEmpty() ? null : entry.linkTarget(),
                entry.deviceMajor(),
                entry.deviceMinor());
    }

    String text() {
        char letter = switch (type) {
            case FILE -> '-';
            case DIRECTORY -> 'd';
            case SYMLINK -> 'l';
            case HARD_LINK -> 'h';
            case CHARACTER_DEVICE -> 'c';
            case BLOCK_DEVICE -> 'b';
            case FIFO -> 'p';
        };
        boolean device = letter == 'c' || letter == 'b';
        String arrow = target == null ? "" : (letter == 'h' ? " = " : " -> ") + Printable.text(target);
        return String.format(
                Locale.ROOT,
                "%c%s %d:%d %10s %s %s%s\n",
                letter,
                mode,
                uid,
                gid,
                device ? deviceMajor + "," + deviceMinor : String.valueOf(size),
                modified,
                Printable.text(path),
                arrow);
    }
}
