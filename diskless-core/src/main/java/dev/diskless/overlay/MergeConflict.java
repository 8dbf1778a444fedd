package dev.diskless.overlay;

import dev.diskless.fault.Printable;
import dev.diskless.medium.OverlayEntry;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing that two overlays did differently to what they have in common. Immutable; printed as one line, such as
 * {@code conflict: etc/motd: content: changed on both sides}.
 *
 * @param path path from the root, as entries have it
 * @param kind what contradicts
 * @param base the common entry, hard links as files; absent if the base has none
 * @param ours the entry of the first side; absent if it has none
 * @param theirs the entry of the second side; absent if it has none
 */
public record MergeConflict(
        String path,
        Kind kind,
        @Nullable OverlayEntry base,
        @Nullable OverlayEntry ours,
        @Nullable OverlayEntry theirs) {

    /** What contradicts. */
    public enum Kind {
        /** Both sides changed the same part of a file, or one that is no text or larger than 1 MiB. */
        CONTENT("changed on both sides"),
        /** One side removed what the other changed. */
        REMOVED("removed on one side and changed on the other"),
        /** The sides made different things of it, such as a link and a file. */
        TYPE("another type on both sides, or changed and of another type"),
        /** Different permission bits. */
        MODE("another mode on both sides"),
        /** Different owners. */
        OWNER("another owner on both sides"),
        /** Symbolic links to different places. */
        TARGET("another target on both sides"),
        /** Different device numbers. */
        DEVICE("other device numbers on both sides"),
        /** Different extended attributes. */
        ATTRIBUTES("other extended attributes on both sides"),
        /** Different constraints on one package in {@code etc/apk/world}. */
        PACKAGE("other constraints on one package"),
        /** One side has an entry below a path at which the other has no directory. */
        STRUCTURE("no directory on one side and entries below it on the other");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    public MergeConflict {
        Objects.requireNonNull(path);
        Objects.requireNonNull(kind);
    }

    @Override
    public String toString() {
        return "conflict: " + Printable.text(path) + ": " + kind.name().toLowerCase(Locale.ROOT) + ": " + kind.text;
    }
}
