package dev.diskless.overlay;

import dev.diskless.fault.Printable;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of one path between two overlays, or between an overlay and a root. Immutable; printed as one line, such
 * as {@code A etc/x}, {@code U etc/y}, {@code D etc/z}, {@code M etc/w (mode 0644 -> 0600)}.
 *
 * @param path path from the root, as entries have it
 * @param kind what happened
 * @param aspects what differs where both sides have the path, in the order of {@link Aspect}; empty for added and
 *     removed paths
 * @param before the entry on the left side, a hard link as the file it stands for; absent if added. A directory that
 *     nobody wrote has mode 0755 and the time 1970
 * @param after the entry on the right side, in the same way; absent if removed
 */
public record OverlayDifference(
        String path,
        Kind kind,
        Set<Aspect> aspects,
        @Nullable OverlayEntry before,
        @Nullable OverlayEntry after) {

    /** What happened to a path. */
    public enum Kind {
        /** Only the right side has it; {@code A}. */
        ADDED('A'),
        /** Only the left side has it; {@code D}. */
        REMOVED('D'),
        /** It has another type, content, link target or device number; {@code U}. */
        CHANGED('U'),
        /** Only mode, owner or extended attributes differ; {@code M}. */
        METADATA('M'),
        /** Only the time differs; {@code T}. */
        TIME('T');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        /**
         * How it is printed: {@code A}, {@code D}, {@code U} as {@code lbu status} does, {@code M}, {@code T}.
         *
         * @return the letter
         */
        public char letter() {
            return letter;
        }
    }

    /** What can differ between two entries of one name. */
    public enum Aspect {
        /** File, directory, link and so on. */
        TYPE,
        /** The bytes of a file, by size and SHA-256. */
        CONTENT,
        /** Where a symbolic link points. */
        TARGET,
        /** The numbers of a device. */
        DEVICE,
        /** The twelve permission bits; not those of symbolic links. */
        MODE,
        /** The numbers of owner and group. */
        OWNER,
        /** Extended attributes. */
        ATTRIBUTES,
        /** Time of the last change, in whole seconds. */
        TIME
    }

    public OverlayDifference {
        Objects.requireNonNull(path);
        Objects.requireNonNull(kind);
        aspects = aspects.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(aspects));
    }

    /**
     * The entry on the left side.
     *
     * @return the entry; empty if added
     */
    public Optional<OverlayEntry> left() {
        return Optional.ofNullable(before);
    }

    /**
     * The entry on the right side.
     *
     * @return the entry; empty if removed
     */
    public Optional<OverlayEntry> right() {
        return Optional.ofNullable(after);
    }

    @Override
    public String toString() {
        StringBuilder line =
                new StringBuilder().append(kind.letter()).append(' ').append(Printable.text(path));
        OverlayEntry old = before;
        OverlayEntry now = after;
        if (old != null && now != null) {
            List<String> details = new ArrayList<>();
            for (Aspect aspect : aspects) {
                if (aspect != Aspect.CONTENT && (aspect != Aspect.TIME || kind == Kind.TIME)) {
                    details.add(detail(aspect, old, now));
                }
            }
            if (!details.isEmpty()) {
                line.append(" (").append(String.join(", ", details)).append(')');
            }
        }
        return line.toString();
    }

    private static String detail(Aspect aspect, OverlayEntry before, OverlayEntry after) {
        String name = aspect.name().toLowerCase(Locale.ROOT);
        if (aspect == Aspect.ATTRIBUTES) {
            return name;
        }
        return name + " " + value(aspect, before) + " -> " + value(aspect, after);
    }

    private static String value(Aspect aspect, OverlayEntry e) {
        return switch (aspect) {
            case TYPE -> typeName(e.type());
            case TARGET -> Printable.text(e.linkTarget());
            case DEVICE -> e.deviceMajor() + ":" + e.deviceMinor();
            case MODE -> String.format(Locale.ROOT, "%04o", e.mode());
            case OWNER -> e.uid() + ":" + e.gid();
            case TIME -> e.modified().toString();
            case CONTENT, ATTRIBUTES -> "";
        };
    }

    static String typeName(EntryType type) {
        return type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
