package dev.diskless.overlay;

import dev.diskless.fault.LimitExceededException;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.overlay.Composition.Piece;
import dev.diskless.overlay.MergeConflict.Kind;
import dev.diskless.overlay.OverlayDifference.Aspect;
import dev.diskless.overlay.OverlayMerge.Resolution;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressUnit;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The work of merging: decides every path, then the texts that both sides changed, then whether all fits together. */
final class MergeWork {

    private static final int OURS = 0;
    private static final int THEIRS = 1;

    private final EntrySource baseSource;
    private final List<EntrySource> sides;
    private final Resolution resolution;
    private final Progress progress;
    private final EntryBudget budget = EntryBudget.ofEntries(EntryBudget.MERGED);
    private final EntryTable base;
    private final EntryTable ours;
    private final EntryTable theirs;
    private final TreeMap<String, Piece> pieces = new TreeMap<>(NameOrder.INSTANCE);
    private final List<MergeConflict> conflicts = new ArrayList<>();
    // Paths whose presence or type is a conflict, and whether they may end up as no directory.
    private final Map<String, Boolean> contested = new HashMap<>();
    private final List<Contents> texts = new ArrayList<>();

    /** A file whose content both sides changed, merged but for that. */
    private record Contents(OverlayEntry entry, @Nullable EntryFacts base, EntryFacts ours, EntryFacts theirs) {

        boolean isSmall() {
            return Math.max(ours.entry().size(), theirs.entry().size()) <= SmallContents.MAX_FILE
                    && (base == null || base.entry().size() <= SmallContents.MAX_FILE);
        }
    }

    MergeWork(EntrySource base, EntrySource ours, EntrySource theirs, Resolution resolution, Progress progress)
            throws IOException {
        this.baseSource = base;
        this.sides = List.of(ours, theirs);
        this.resolution = resolution;
        this.progress = progress;
        this.base = table(base, "base", null);
        this.ours = table(ours, "ours", this.base);
        this.theirs = table(theirs, "theirs", this.base);
    }

    private EntryTable table(EntrySource source, String name, @Nullable EntryTable like) throws IOException {
        try (Progress child = progress.child(name, ProgressUnit.FILES, 0)) {
            EntryTable table = EntryTable.contents(source, like, budget, child);
            table.checkDepth();
            return table;
        }
    }

    MergedOverlay merge() throws IOException {
        for (String name : EntryTable.names(List.of(ours, theirs))) {
            progress.check();
            decide(name, base.find(name), ours.find(name), theirs.find(name));
        }
        mergeTexts();
        MergeStructure.check(pieces, contested, ours, theirs, resolution == Resolution.THEIRS)
                .forEach(path -> conflict(path, Kind.STRUCTURE));
        conflicts.sort(
                Comparator.comparing(MergeConflict::path, NameOrder.INSTANCE).thenComparing(MergeConflict::kind));
        List<Piece> all = new ArrayList<>(pieces.values());
        return new MergedOverlay(
                new Composition(sides, List.of(ours, theirs), all), conflicts, resolution != Resolution.REFUSE);
    }

    private void conflict(String path, Kind kind) {
        conflicts.add(new MergeConflict(
                path, kind, entry(base.find(path)), entry(ours.find(path)), entry(theirs.find(path))));
    }

    private static @Nullable OverlayEntry entry(@Nullable EntryFacts facts) {
        return facts == null ? null : facts.entry();
    }

    private void decide(String name, @Nullable EntryFacts b, @Nullable EntryFacts o, @Nullable EntryFacts t) {
        if (isSame(o, t) || isSame(b, t)) {
            keep(o, OURS, b, o, t);
        } else if (isSame(b, o)) {
            keep(t, THEIRS, b, o, t);
        } else if (o == null || t == null) {
            conflict(name, Kind.REMOVED);
            EntryFacts only = o == null ? t : o;
            contested.put(name, only != null && only.entry().type() != EntryType.DIRECTORY);
            keep(side() == THEIRS ? t : o, side(), b, o, t);
        } else if (o.entry().type() != t.entry().type()) {
            conflict(name, Kind.TYPE);
            contested.put(name, true);
            keep(chosen(o, t), side(), b, o, t);
        } else {
            mergeAspects(b != null && b.entry().type() == o.entry().type() ? b : null, o, t);
        }
    }

    private int side() {
        return resolution == Resolution.THEIRS ? THEIRS : OURS;
    }

    private <T> T chosen(T o, T t) {
        return resolution == Resolution.THEIRS ? t : o;
    }

    private static boolean isSame(@Nullable EntryFacts a, @Nullable EntryFacts b) {
        if (a == null || b == null) {
            return a == b;
        }
        Set<Aspect> aspects = EntryAspects.between(a, b);
        return aspects.isEmpty() || (aspects.size() == 1 && aspects.contains(Aspect.TIME));
    }

    private void keep(
            @Nullable EntryFacts kept,
            int side,
            @Nullable EntryFacts b,
            @Nullable EntryFacts o,
            @Nullable EntryFacts t) {
        if (kept != null) {
            Instant time = time(b, o, t);
            OverlayEntry entry = time.equals(kept.entry().modified())
                    ? kept.entry()
                    : kept.entry().withModified(time);
            pieces.put(kept.name(), Piece.of(entry, kept, side));
        }
    }

    private static Instant time(@Nullable EntryFacts b, @Nullable EntryFacts o, @Nullable EntryFacts t) {
        if (o == null || t == null) {
            EntryFacts only = o == null ? t : o;
            return only == null ? Instant.EPOCH : only.entry().modified();
        }
        Instant ours = o.entry().modified();
        Instant theirs = t.entry().modified();
        if (b != null && b.entry().modified().equals(ours)) {
            return theirs;
        }
        if (b != null && b.entry().modified().equals(theirs)) {
            return ours;
        }
        return ours.isAfter(theirs) ? ours : theirs;
    }

    private void mergeAspects(@Nullable EntryFacts b, EntryFacts o, EntryFacts t) {
        Set<Aspect> byOurs = b == null ? Set.of() : EntryAspects.between(b, o);
        Set<Aspect> byTheirs = b == null ? Set.of() : EntryAspects.between(b, t);
        OverlayEntry entry = o.entry().withModified(time(b, o, t));
        boolean texts = false;
        int content = OURS;
        for (Aspect aspect : EntryAspects.between(o, t)) {
            if (aspect == Aspect.TIME) {
                continue;
            }
            boolean both = b == null || (byOurs.contains(aspect) && byTheirs.contains(aspect));
            boolean takeTheirs = both ? side() == THEIRS : byTheirs.contains(aspect);
            if (aspect == Aspect.CONTENT && both) {
                texts = true;
                continue;
            }
            if (both) {
                conflict(o.name(), Kind.valueOf(aspect.name()));
            }
            if (takeTheirs) {
                entry = with(entry, aspect, t.entry());
                content = aspect == Aspect.CONTENT ? THEIRS : content;
            }
        }
        if (texts) {
            this.texts.add(new Contents(entry, b, o, t));
        } else {
            pieces.put(o.name(), Piece.of(entry, content == OURS ? o : t, content));
        }
    }

    private static OverlayEntry with(OverlayEntry entry, Aspect aspect, OverlayEntry other) {
        return switch (aspect) {
            case CONTENT -> EntryCopy.sized(entry, other.size());
            case TARGET -> entry.withLinkTarget(other.linkTarget());
            case DEVICE -> EntryCopy.withDevice(entry, other);
            case MODE -> entry.withMode(other.mode());
            case OWNER -> entry.withOwner(other.uid(), other.gid()).withOwnerNames(other.userName(), other.groupName());
            case ATTRIBUTES -> entry.withXattrs(other.xattrs());
            case TYPE, TIME -> entry;
        };
    }

    private void mergeTexts() throws IOException {
        long total = 0;
        long largest = 0;
        Set<String> fromBase = new HashSet<>();
        Set<String> fromOurs = new HashSet<>();
        Set<String> fromTheirs = new HashSet<>();
        for (Contents file : texts) {
            if (file.isSmall()) {
                long size = file.ours().entry().size() + file.theirs().entry().size();
                if (file.base() != null) {
                    size += file.base().entry().size();
                    fromBase.add(file.base().contentName());
                }
                total += size;
                largest = Math.max(largest, size);
                fromOurs.add(file.ours().contentName());
                fromTheirs.add(file.theirs().contentName());
            }
        }
        long most = SmallContents.mostTogether();
        if (total > most) {
            throw new LimitExceededException(LimitExceededException.detail("too many texts changed on both sides")
                    .at(baseSource)
                    .expected("at most " + most + " bytes")
                    .found(total)
                    .cure("give Java more memory, if that is less than 16 MiB, or merge some of them by hand"));
        }
        budget.takeTexts(total + largest * SmallContents.LINES_MEMORY, baseSource);
        Map<String, byte[]> base = SmallContents.fetch(baseSource, fromBase, progress);
        Map<String, byte[]> ours = SmallContents.fetch(sides.get(OURS), fromOurs, progress);
        Map<String, byte[]> theirs = SmallContents.fetch(sides.get(THEIRS), fromTheirs, progress);
        for (Contents file : texts) {
            progress.check();
            byte[] b = file.base() == null ? new byte[0] : base.get(file.base().contentName());
            byte[] o = ours.get(file.ours().contentName());
            byte[] t = theirs.get(file.theirs().contentName());
            mergeText(file, file.isSmall() && b != null && o != null && t != null ? new byte[][] {b, o, t} : null);
        }
    }

    private void mergeText(Contents file, byte @Nullable [][] contents) throws LimitExceededException {
        String name = file.entry().name();
        ContentMerge merge = ContentMerge.of(name, contents, resolution);
        if (merge.conflict() != null) {
            conflict(name, merge.conflict());
        }
        byte[] text = merge.text();
        if (text != null) {
            budget.takeTexts(text.length, baseSource);
            pieces.put(name, Piece.of(file.entry(), text));
        } else {
            EntryFacts content = chosen(file.ours(), file.theirs());
            OverlayEntry entry = EntryCopy.sized(file.entry(), content.entry().size());
            pieces.put(name, Piece.of(entry, content, side()));
        }
    }
}
