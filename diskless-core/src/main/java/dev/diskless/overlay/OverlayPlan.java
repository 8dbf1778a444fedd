package dev.diskless.overlay;

import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.overlay.BaseEntries.Kept;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The entries that an overlay is to have, in their order, and where their contents come from. */
final class OverlayPlan {

    /** How often a large base is worth being read for the order of the new overlay. */
    static final int READINGS = 16;

    private static final int NEW = Integer.MAX_VALUE;

    /** Takes one entry and its content. */
    interface Visitor {
        void visit(OverlayEntry entry, InputStream content) throws IOException;
    }

    private final @Nullable BaseOverlay base;
    private final Map<String, Item> changes;
    private final List<Step> steps;

    OverlayPlan(OverlayTree tree) throws InvalidRequestException, LimitExceededException {
        this.base = tree.base;
        this.changes = new TreeMap<>(NameOrder.INSTANCE);
        changes.putAll(tree.changes);
        addParents(tree);
        List<Step> all = new ArrayList<>();
        Map<Integer, Integer> files = new HashMap<>();
        if (tree.kept != null) {
            tree.kept.all().stream()
                    .filter(tree.kept::hasLinks)
                    .forEach(file -> files.put(file.source(), file.place()));
            for (Kept kept : tree.kept.all()) {
                int file = files.getOrDefault(kept.source(), -1);
                boolean link = kept.isLink();
                all.add(new Step(
                        kept.entry(),
                        null,
                        file < 0 ? -1 : kept.source(),
                        kept.entry().size() > 0 ? kept.source() : -1,
                        link ? Math.max(file, kept.place()) : kept.place(),
                        link ? 2 : 0));
            }
        }
        changes.values().forEach(item -> all.add(new Step(item.entry(), item.content(), -1, -1, item.place(), 1)));
        this.steps = ordered(all);
        check();
    }

    private void addParents(OverlayTree tree) throws InvalidRequestException, LimitExceededException {
        EntryBudget budget = base == null ? null : base.budget();
        List<String> named = new ArrayList<>(changes.keySet());
        named.addAll(tree.moved);
        for (String path : named) {
            EntryTable.checkDepth(path);
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                String parent = path.substring(0, slash);
                if (tree.current(parent) == null && !changes.containsKey(parent) && tree.current(path) != null) {
                    Instant time = tree.time;
                    OverlayEntry entry = OverlayEntry.directory(parent, OverlayPath.impliedMode(parent), time);
                    if (budget != null) {
                        budget.take(entry, path);
                    }
                    changes.put(parent, new Item(entry, Content.NONE, NEW));
                }
            }
        }
    }

    private List<Step> ordered(List<Step> all) {
        Comparator<Step> byName = Comparator.comparing(step -> step.entry().name(), NameOrder.INSTANCE);
        if (base == null || base.isSorted()) {
            all.sort(byName);
            List<Step> sorted = withLinks(all);
            if (readings(sorted) <= READINGS) {
                return sorted;
            }
        }
        all.sort(Comparator.comparingInt(Step::place)
                .thenComparingInt(Step::rank)
                .thenComparing(byName));
        return withLinks(all);
    }

    private static int readings(List<Step> steps) {
        int readings = 1;
        int before = -1;
        for (Step step : steps) {
            if (step.source() >= 0) {
                readings += step.source() < before ? 1 : 0;
                before = step.source();
            }
        }
        return readings;
    }

    /** Of the names of one file the first in order is the file. */
    private static List<Step> withLinks(List<Step> all) {
        Map<Integer, Step> files = new HashMap<>();
        for (Step step : all) {
            if (step.group() >= 0 && step.rank() == 0) {
                files.put(step.group(), step);
            }
        }
        Map<Integer, String> first = new HashMap<>();
        List<Step> result = new ArrayList<>(all.size());
        for (Step step : all) {
            Step file = files.get(step.group());
            if (file == null) {
                result.add(step);
                continue;
            }
            String name = step.entry().name();
            String target = first.putIfAbsent(step.group(), name);
            OverlayEntry entry = file.entry().withName(name);
            result.add(
                    target == null
                            ? new Step(entry, null, step.group(), file.source(), step.place(), step.rank())
                            : new Step(linkTo(entry, target), null, step.group(), -1, step.place(), step.rank()));
        }
        return result;
    }

    private static OverlayEntry linkTo(OverlayEntry file, String target) {
        return new OverlayEntry(
                file.name(),
                EntryType.HARD_LINK,
                file.mode(),
                file.uid(),
                file.gid(),
                file.modified(),
                0,
                target,
                0,
                0,
                file.userName(),
                file.groupName(),
                file.xattrs());
    }

    private void check() throws InvalidRequestException {
        Map<String, OverlayEntry> byName = new HashMap<>();
        steps.forEach(step -> byName.put(step.entry().name(), step.entry()));
        for (Step step : steps) {
            String name = step.entry().name();
            for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
                OverlayEntry parent = byName.get(name.substring(0, slash));
                if (parent != null && parent.type() != EntryType.DIRECTORY) {
                    throw new InvalidRequestException(
                            InvalidRequestException.detail("an entry below one that is no directory")
                                    .at(name)
                                    .found(parent.name() + " is a " + parent.type())
                                    .cure("remove one of the two"));
                }
            }
            if (step.entry().type() == EntryType.DIRECTORY && changes.containsKey(name)) {
                OverlayPath.checkShared(name, step.entry().mode());
            }
        }
    }

    List<OverlayEntry> entries() {
        return steps.stream().map(Step::entry).toList();
    }

    void forEach(Visitor visitor) throws IOException {
        int[] next = {own(0, visitor)};
        while (base != null && next[0] < steps.size()) {
            boolean last = readings(steps.subList(next[0], steps.size())) == 1;
            base.read((index, content) -> {
                if (next[0] < steps.size() && steps.get(next[0]).source() == index) {
                    visitor.visit(steps.get(next[0]).entry(), content);
                    next[0] = own(next[0] + 1, visitor);
                }
                // The last reading goes to the end, which says whether the base is still sound.
                return last || (next[0] < steps.size() && steps.get(next[0]).source() > index);
            });
        }
    }

    /** Visits the entries from there on that need nothing of the base. */
    private int own(int from, Visitor visitor) throws IOException {
        int at = from;
        for (; at < steps.size() && steps.get(at).source() < 0; at++) {
            Content content = steps.get(at).content();
            if (content == null) {
                visitor.visit(steps.get(at).entry(), InputStream.nullInputStream());
                continue;
            }
            try (InputStream in = content.open()) {
                visitor.visit(steps.get(at).entry(), in);
            }
            content.checkUnchanged();
        }
        return at;
    }

    /**
     * One entry of the result.
     *
     * @param content the caller's content; null if it comes from the base
     * @param group the source that names of one file have in common; -1 if the file has one name
     * @param source index of the base's entry with the content; -1 if none is needed
     * @param place where in the base it stands or would stand
     * @param rank orders entries of one place: the base's, the caller's, links
     */
    private record Step(OverlayEntry entry, @Nullable Content content, int group, int source, int place, int rank) {}

    /** An entry of the caller's, and the place in the base of the one that it replaces. */
    record Item(OverlayEntry entry, Content content, int place) {

        Item with(OverlayEntry other) {
            return new Item(other, content, place);
        }

        static Item added(OverlayEntry entry, Content content) {
            return new Item(entry, content, NEW);
        }
    }
}
