package dev.diskless.overlay;

import dev.diskless.medium.EntryType;
import dev.diskless.medium.NameBytes;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.overlay.OverlayDifference.Aspect;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes one difference as {@code diff --no-dereference -ruN a b} of GNU diffutils 3.8 does, in UTC. */
final class DiffWriter {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss.nnnnnnnnn xx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String ESCAPED = "\u0007\b\t\n\u000b\f\r\"\\";
    private static final String ESCAPES = "abtnvfr\"\\";

    private final OutputStream out;

    DiffWriter(OutputStream out) {
        this.out = out;
    }

    /** Whether contents are needed to write it. */
    static boolean needsContents(OverlayDifference difference) {
        OverlayEntry before = difference.before();
        OverlayEntry after = difference.after();
        if (before != null && after != null) {
            return difference.aspects().contains(Aspect.CONTENT);
        }
        OverlayEntry only = before != null ? before : after;
        return only != null && only.type() == EntryType.FILE;
    }

    /** Writes a difference without contents. */
    void write(OverlayDifference difference) throws IOException {
        OverlayEntry before = difference.before();
        OverlayEntry after = difference.after();
        String path = difference.path();
        if (before == null || after == null) {
            OverlayEntry only = before != null ? before : after;
            if (only != null && only.type() != EntryType.DIRECTORY) {
                int slash = path.lastIndexOf('/');
                String directory = (before != null ? "a" : "b") + (slash < 0 ? "" : "/" + path.substring(0, slash));
                line("Only in " + quoted(directory) + ": " + quoted(path.substring(slash + 1)));
            }
        } else if (difference.aspects().contains(Aspect.TYPE)
                || difference.aspects().contains(Aspect.DEVICE)) {
            line("File " + quoted("a/" + path) + " is a " + kind(before) + " while file " + quoted("b/" + path)
                    + " is a " + kind(after));
        } else if (difference.aspects().contains(Aspect.TARGET)) {
            line("Symbolic links " + quoted("a/" + path) + " and " + quoted("b/" + path) + " differ");
        }
    }

    /** Writes a difference of contents; an absent or too large one is none. */
    void write(OverlayDifference difference, byte @Nullable [] left, byte @Nullable [] right) throws IOException {
        String a = "a/" + difference.path();
        String b = "b/" + difference.path();
        Optional<TextLines> leftLines = left == null ? Optional.empty() : TextLines.of(left);
        Optional<TextLines> rightLines = right == null ? Optional.empty() : TextLines.of(right);
        if (leftLines.isEmpty() || rightLines.isEmpty()) {
            line("Binary files " + quoted(a) + " and " + quoted(b) + " differ");
            return;
        }
        TextLines from = leftLines.get();
        TextLines to = rightLines.get();
        if (from.count() == 0 && to.count() == 0) {
            return;
        }
        line("diff -ruN " + quoted(a) + " " + quoted(b));
        line("--- " + quoted(a) + "\t" + time(difference.before()));
        line("+++ " + quoted(b) + "\t" + time(difference.after()));
        new UnifiedHunks(from, to, out).write(LineDiff.between(from, to));
    }

    private static String time(@Nullable OverlayEntry entry) {
        return TIME.format(entry == null ? Instant.EPOCH : entry.modified());
    }

    private static String kind(OverlayEntry entry) {
        return switch (entry.type()) {
            case FILE -> entry.size() == 0 ? "regular empty file" : "regular file";
            case DIRECTORY -> "directory";
            case SYMLINK -> "symbolic link";
            case HARD_LINK -> "hard link without its file";
            case CHARACTER_DEVICE -> "character special file";
            case BLOCK_DEVICE -> "block special file";
            case FIFO -> "fifo";
        };
    }

    private void line(String line) throws IOException {
        out.write(line.getBytes(StandardCharsets.UTF_8));
        out.write('\n');
    }

    /** A name as it stands, or as a C string if it has blanks, quotes, or anything but printable ASCII. */
    static String quoted(String name) {
        byte[] bytes = NameBytes.encode(name).orElseGet(() -> name.getBytes(StandardCharsets.UTF_8));
        StringBuilder text = new StringBuilder();
        boolean plain = true;
        for (byte b : bytes) {
            int escape = ESCAPED.indexOf(b & 0xff);
            if (escape >= 0) {
                text.append('\\').append(ESCAPES.charAt(escape));
            } else if (b < ' ' || b == 0x7f) {
                // Some names have nothing else, and a formatter takes its time.
                text.append('\\')
                        .append((char) ('0' + (b >> 6 & 3)))
                        .append((char) ('0' + (b >> 3 & 7)))
                        .append((char) ('0' + (b & 7)));
            } else {
                text.append((char) b);
            }
            plain &= b > ' ' && b != 0x7f && escape < 0;
        }
        return plain ? text.toString() : "\"" + text + "\"";
    }
}
