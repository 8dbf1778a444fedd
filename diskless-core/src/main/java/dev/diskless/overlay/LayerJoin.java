package dev.diskless.overlay;

import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.EntryType;
import dev.diskless.overlay.Composition.Piece;
import dev.diskless.overlay.OverlayLayers.Layer;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressUnit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The work of joining layers. */
final class LayerJoin {

    private final List<Layer> layers;
    private final boolean unions;
    private final Progress progress;
    private final List<EntryTable> tables = new ArrayList<>();
    // For paths that are no directory somewhere: the highest layer with an entry below, and that entry.
    private final Map<String, EntryBelow> below = new HashMap<>();
    private final List<Piece> pieces = new ArrayList<>();
    private final List<Provenance> provenance = new ArrayList<>();
    private final List<HiddenEntry> hidden = new ArrayList<>();

    private final Map<List<String>, List<String>> lists = new HashMap<>();

    private record EntryBelow(int layer, String name) {}

    LayerJoin(List<Layer> layers, boolean unions, Progress progress) {
        this.layers = layers;
        this.unions = unions;
        this.progress = progress;
    }

    LayeredOverlay join() throws IOException {
        EntryBudget budget = EntryBudget.ofEntries(EntryBudget.JOINED);
        for (Layer layer : layers) {
            try (Progress child = progress.child(layer.name(), ProgressUnit.FILES, 0)) {
                EntryTable lower = tables.isEmpty() ? null : tables.get(tables.size() - 1);
                EntryTable table = EntryTable.facts(layer.entries(), lower, budget, child);
                table.checkDepth();
                tables.add(table);
            }
        }
        List<String> names = EntryTable.names(tables);
        for (String name : names) {
            noteAbove(name);
        }
        for (String name : names) {
            progress.check();
            decide(name);
        }
        List<EntrySource> sources = layers.stream().map(Layer::entries).toList();
        return new LayeredOverlay(new Composition(sources, tables, pieces), provenance, hidden);
    }

    private void noteAbove(String name) throws InvalidRequestException {
        for (int layer = layers.size() - 1; layer >= 0; layer--) {
            if (tables.get(layer).find(name) == null) {
                continue;
            }
            for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
                String above = name.substring(0, slash);
                if (isOther(layer, above)) {
                    throw new InvalidRequestException(
                            InvalidRequestException.detail("a layer has an entry below one that is no directory")
                                    .at(layers.get(layer).name() + ": " + name)
                                    .found(above)
                                    .cure("take one of the two out of the layer"));
                }
                for (int lower = 0; lower < layer; lower++) {
                    EntryFacts other = other(lower, above);
                    if (other != null) {
                        EntryBelow entry = new EntryBelow(layer, name);
                        below.merge(other.name(), entry, (old, now) -> now.layer() > old.layer() ? now : old);
                    }
                }
            }
        }
    }

    private boolean isOther(int layer, String name) {
        return other(layer, name) != null;
    }

    private @Nullable EntryFacts other(int layer, String name) {
        EntryFacts facts = tables.get(layer).find(name);
        return facts != null && facts.entry().type() != EntryType.DIRECTORY ? facts : null;
    }

    private void decide(String name) throws IOException {
        List<Integer> visible = new ArrayList<>();
        for (int layer = 0; layer < layers.size(); layer++) {
            if (tables.get(layer).find(name) != null) {
                HiddenEntry reason = hidden(layer, name);
                if (reason == null) {
                    visible.add(layer);
                } else {
                    hidden.add(reason);
                    // The place was taken by something else in between, so that nothing lower shows again.
                    visible.clear();
                }
            }
        }
        if (visible.isEmpty()) {
            return;
        }
        int top = visible.get(visible.size() - 1);
        EntryFacts facts = Objects.requireNonNull(tables.get(top).find(name));
        byte[] union = unions ? union(name, visible) : null;
        if (union != null) {
            pieces.add(Piece.of(facts.entry(), union));
            provenance.add(new Provenance(
                    name, known(visible.stream().map(this::nameOf).toList()), List.of()));
            return;
        }
        pieces.add(Piece.of(facts, top));
        List<String> overridden = new ArrayList<>();
        for (int i = visible.size() - 2; i >= 0; i--) {
            overridden.add(nameOf(visible.get(i)));
        }
        provenance.add(new Provenance(name, known(List.of(nameOf(top))), known(overridden)));
    }

    // There are few such lists, and many entries.
    private List<String> known(List<String> names) {
        return lists.computeIfAbsent(names, List::copyOf);
    }

    private String nameOf(int layer) {
        return layers.get(layer).name();
    }

    private @Nullable HiddenEntry hidden(int layer, String name) {
        for (int higher = layers.size() - 1; higher > layer; higher--) {
            for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
                String above = name.substring(0, slash);
                EntryFacts other = other(higher, above);
                if (other != null) {
                    return new HiddenEntry(name, nameOf(layer), other.name(), nameOf(higher));
                }
            }
        }
        EntryBelow entry = below.get(name);
        if (entry != null && entry.layer() > layer && isOther(layer, name)) {
            return new HiddenEntry(name, nameOf(layer), entry.name(), nameOf(entry.layer()));
        }
        return null;
    }

    private byte @Nullable [] union(String name, List<Integer> visible) throws IOException {
        boolean world = name.equals(PackageLines.WORLD);
        if (visible.size() < 2 || (!world && !name.equals(PackageLines.INCLUDE_LIST))) {
            return null;
        }
        Map<String, String> lines = new LinkedHashMap<>();
        for (int layer : visible) {
            EntryFacts facts = Objects.requireNonNull(tables.get(layer).find(name));
            byte[] content = SmallContents.fetch(layers.get(layer).entries(), Set.of(facts.contentName()), progress)
                    .get(facts.contentName());
            if (content == null || !PackageLines.isSmall(content)) {
                return null;
            }
            Map<String, String> more = world ? PackageLines.world(content) : PackageLines.includeList(content);
            lines.keySet().removeAll(more.keySet());
            lines.putAll(more);
        }
        return world ? PackageLines.sorted(lines.values()) : PackageLines.joined(lines.values());
    }
}
