package dev.diskless.overlay;

import dev.diskless.progress.Progress;
import java.io.IOException;
import java.util.Objects;

/**
 * Merges what two overlays made of a common base:
 * {@code OverlayMerge.of(base, ours, theirs).merge()}.
 *
 * <p>For every path, what only one side changed is taken from it, additions and removals too, and what both changed alike
 * is taken once. What both changed differently is taken apart: mode, owner, target, device numbers and extended
 * attributes each for itself; texts of up to 1 MiB line by line, as {@code diff3 -m} does; {@code etc/apk/world} of up to 64 KiB
 * by package. What is left is a conflict: a side that changed what the other removed, other types, overlapping changes.
 * Times never conflict: the one that differs from the base counts, of two the later.
 *
 * <p>Compared is what stands there after unpacking; names that are hard links in the side they are taken from stay so.
 * Memory: about 250 bytes for each entry of each side and its name, about 200 more for each that is new, and the texts
 * that had to be merged, at most 16 MiB or a sixteenth of the largest heap ({@link Runtime#maxMemory}). Entries that would
 * take more than five eighths of it are refused with a {@link dev.diskless.fault.LimitExceededException}.
 * Immutable; thread-safe if its sources are.
 */
public final class OverlayMerge {

    /** What becomes of conflicts. They are reported in every case. */
    public enum Resolution {
        /** Nothing can be written while there are conflicts. */
        REFUSE,
        /** What our side has counts. */
        OURS,
        /** What their side has counts. */
        THEIRS,
        /** Texts get both sides and the base between markers; of everything else counts what our side has. */
        MARKERS
    }

    private final EntrySource base;
    private final EntrySource ours;
    private final EntrySource theirs;
    private final Resolution resolution;

    private OverlayMerge(EntrySource base, EntrySource ours, EntrySource theirs, Resolution resolution) {
        this.base = Objects.requireNonNull(base);
        this.ours = Objects.requireNonNull(ours);
        this.theirs = Objects.requireNonNull(theirs);
        this.resolution = Objects.requireNonNull(resolution);
    }

    /**
     * A merge that refuses conflicts.
     *
     * @param base what both started from; {@link EntrySource#none()} if they have nothing in common
     * @param ours the first side
     * @param theirs the second side
     * @return the merge; nothing is read yet
     */
    public static OverlayMerge of(EntrySource base, EntrySource ours, EntrySource theirs) {
        return new OverlayMerge(base, ours, theirs, Resolution.REFUSE);
    }

    /**
     * The same with conflicts resolved in one way.
     *
     * @param way what becomes of them
     * @return the merge
     */
    public OverlayMerge resolving(Resolution way) {
        return new OverlayMerge(base, ours, theirs, way);
    }

    /**
     * Reads all three and decides for every path.
     *
     * @return what came out; contents are read again when it is written
     * @throws IOException if one of the overlays is damaged, too many texts have to be merged, or reading fails
     */
    public MergedOverlay merge() throws IOException {
        return merge(Progress.silent());
    }

    /**
     * Reads all three and decides for every path.
     *
     * @param progress gets three children that count entries; polled for cancellation
     * @return what came out; contents are read again when it is written
     * @throws IOException if one of the overlays is damaged, too many texts have to be merged, the caller
     *     cancelled, or reading fails
     */
    public MergedOverlay merge(Progress progress) throws IOException {
        return new MergeWork(base, ours, theirs, resolution, progress).merge();
    }
}
