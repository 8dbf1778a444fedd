package dev.diskless.overlay;

import dev.diskless.overlay.OverlayDifference.Aspect;
import dev.diskless.overlay.OverlayDifference.Kind;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressUnit;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares two overlays, or an overlay with a root:
 * {@code OverlayComparison.between(EntrySource.overlay(old, format), EntrySource.overlay(new, format)).differences()}.
 *
 * <p>What is compared is what stands there after unpacking: of several entries of one name the last, hard links as the
 * files they stand for, contents by size and SHA-256, times in whole seconds. The order is that of the bytes of the
 * names, a directory before what is in it. Unlike {@code lbu status} it sees links that point elsewhere, other modes,
 * owners and types, and changes with an older time.
 *
 * <p>Memory: about 250 bytes for each entry and its name, those that are alike on both sides once; contents pass through
 * a fixed buffer. Entries that would take more than five eighths of the largest heap ({@link Runtime#maxMemory}) are
 * refused with a {@link dev.diskless.fault.LimitExceededException}. Immutable; thread-safe if its sources are.
 */
public final class OverlayComparison {

    private final EntrySource before;
    private final EntrySource after;
    private final boolean times;
    private final boolean parents;
    private final Progress progress;

    private OverlayComparison(
            EntrySource before, EntrySource after, boolean times, boolean parents, Progress progress) {
        this.before = Objects.requireNonNull(before);
        this.after = Objects.requireNonNull(after);
        this.times = times;
        this.parents = parents;
        this.progress = Objects.requireNonNull(progress);
    }

    /**
     * A comparison of everything, without directories that nobody wrote.
     *
     * @param before the left side
     * @param after the right side
     * @return the comparison; reads nothing yet
     */
    public static OverlayComparison between(EntrySource before, EntrySource after) {
        return new OverlayComparison(before, after, true, false, Progress.silent());
    }

    /**
     * The same without differences that are nothing but another time.
     *
     * @return the comparison
     */
    public OverlayComparison withoutTimes() {
        return new OverlayComparison(before, after, false, parents, progress);
    }

    /**
     * The same with the directories that unpacking makes for what is below them, as {@code lbu status} lists them. They
     * count as added and removed only: one that is written on the other side is no difference.
     *
     * @return the comparison
     */
    public OverlayComparison withImpliedParents() {
        return new OverlayComparison(before, after, times, true, progress);
    }

    /**
     * The same with reports.
     *
     * @param watched gets children that count entries; polled for cancellation while contents are read
     * @return the comparison
     */
    public OverlayComparison withProgress(Progress watched) {
        return new OverlayComparison(before, after, times, parents, watched);
    }

    /**
     * Reads both sides once and gives what differs.
     *
     * @return the differences in their order; empty if there are none
     * @throws IOException if one of the sources is damaged, the caller cancelled, or reading fails
     */
    public List<OverlayDifference> differences() throws IOException {
        List<OverlayDifference> all = new ArrayList<>();
        tables().forEach(all::add);
        return List.copyOf(all);
    }

    /**
     * Reads both sides and writes a unified diff of what changed in texts, as {@code diff --no-dereference -ruN a b} of
     * GNU diffutils does, where {@code a} is the left and {@code b} the right side; {@code patch -p1} applies it. Other
     * changes of substance are one line each; modes, owners and times are not in it. A file with a zero byte, with more
     * than 1 MiB or 262143 lines is no text. The work for one file is bounded: very long and very different texts may
     * get more lines than needed.
     *
     * <p>Contents are fetched by reading the sources again, once for every 16 MiB of changed texts, or for less
     * where the largest heap is below 256 MiB.
     *
     * @param target receives the bytes; not closed
     * @return all differences, in their order
     * @throws IOException if one of the sources is damaged or changed, the caller cancelled, or reading or writing fails
     */
    public List<OverlayDifference> writeDiff(OutputStream target) throws IOException {
        List<OverlayDifference> all = new ArrayList<>();
        Tables tables = tables();
        BufferedOutputStream out = new BufferedOutputStream(target);
        DiffBatches batches = new DiffBatches(before, after, tables, new DiffWriter(out), progress);
        tables.forEach(difference -> {
            all.add(difference);
            batches.add(difference);
        });
        batches.flush();
        out.flush();
        return List.copyOf(all);
    }

    Tables tables() throws IOException {
        EntryBudget budget = EntryBudget.ofEntries(EntryBudget.COMPARED);
        EntryTable left = table(before, null, budget);
        EntryTable right = table(after, left, budget);
        return new Tables(
                parents ? left.withImpliedParents() : left,
                parents ? right.withImpliedParents() : right,
                times,
                budget);
    }

    private EntryTable table(EntrySource source, @Nullable EntryTable like, EntryBudget budget) throws IOException {
        try (Progress child = progress.child("compare", ProgressUnit.FILES, 0)) {
            return EntryTable.contents(source, like, budget, child);
        }
    }

    /** Takes one difference. */
    interface Visitor {
        void visit(OverlayDifference difference) throws IOException;
    }

    /** Both sides, read. */
    record Tables(EntryTable left, EntryTable right, boolean times, EntryBudget budget) {

        void forEach(Visitor visitor) throws IOException {
            int i = 0;
            int j = 0;
            while (i < left.entries().size() || j < right.entries().size()) {
                EntryFacts a = i < left.entries().size() ? left.entries().get(i) : null;
                EntryFacts b = j < right.entries().size() ? right.entries().get(j) : null;
                int order = a == null ? 1 : b == null ? -1 : NameOrder.INSTANCE.compare(a.name(), b.name());
                i += order <= 0 ? 1 : 0;
                j += order >= 0 ? 1 : 0;
                OverlayDifference difference = difference(order <= 0 ? a : null, order >= 0 ? b : null);
                if (difference != null) {
                    visitor.visit(difference);
                }
            }
        }

        private @Nullable OverlayDifference difference(@Nullable EntryFacts a, @Nullable EntryFacts b) {
            if (a == null) {
                return b == null ? null : new OverlayDifference(b.name(), Kind.ADDED, Set.of(), null, b.entry());
            }
            if (b == null) {
                return new OverlayDifference(a.name(), Kind.REMOVED, Set.of(), a.entry(), null);
            }
            Set<Aspect> aspects = EntryAspects.between(a, b);
            if (aspects.isEmpty()) {
                return null;
            }
            Kind kind = EntryAspects.kind(aspects);
            return kind == Kind.TIME && !times
                    ? null
                    : new OverlayDifference(a.name(), kind, aspects, a.entry(), b.entry());
        }
    }
}
