package dev.diskless.overlay;

import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a base's entries, under the names that they have now. Of several names of one file one is the file
 * itself and the others are hard links; when the file's own name goes, the next link takes its place.
 */
final class BaseEntries {

    /**
     * One entry.
     *
     * @param source index of the base's entry that has the content; for a hard link that of its file
     * @param place index of the base's entry whose place it takes
     * @param entry as it is now; the target of a hard link may be an old name
     */
    record Kept(int source, int place, OverlayEntry entry) {

        boolean isLink() {
            return entry.type() == EntryType.HARD_LINK && source != place;
        }

        Kept with(OverlayEntry other) {
            return new Kept(source, place, other);
        }
    }

    private final NavigableMap<String, Kept> kept = new TreeMap<>(NameOrder.INSTANCE);
    // By the source the names of its hard links, by their places.
    private final Map<Integer, TreeMap<Integer, String>> links = new HashMap<>();

    BaseEntries(BaseOverlay base) {
        for (int i = 0; i < base.size(); i++) {
            if (base.isEffective(i)) {
                add(new Kept(source(base, i), i, base.entry(i)));
            }
        }
    }

    // A chain of links that leads to itself or to nothing has no file; its links stay as they are.
    private static int source(BaseOverlay base, int index) {
        int at = index;
        for (int steps = 0; base.entry(at).type() == EntryType.HARD_LINK; steps++) {
            int next = base.indexOf(base.entry(at).linkTarget());
            if (next < 0 || steps > 100 || base.entry(next).type() == EntryType.DIRECTORY) {
                return index;
            }
            at = next;
        }
        return at;
    }

    private void add(Kept entry) {
        kept.put(entry.entry().name(), entry);
        if (entry.isLink()) {
            links.computeIfAbsent(entry.source(), source -> new TreeMap<>())
                    .put(entry.place(), entry.entry().name());
        }
    }

    @Nullable
    Kept get(String name) {
        return kept.get(name);
    }

    Collection<Kept> all() {
        return kept.values();
    }

    boolean hasLinks(Kept file) {
        return !file.isLink() && links.containsKey(file.source());
    }

    /** Changes an entry under its name. */
    void replace(OverlayEntry entry) {
        kept.computeIfPresent(entry.name(), (name, old) -> old.with(entry));
    }

    /** Takes one entry out; null if there is none of that name. */
    @Nullable
    Kept take(String name) {
        Kept gone = kept.remove(name);
        if (gone == null) {
            return null;
        }
        TreeMap<Integer, String> names = links.get(gone.source());
        if (names != null && gone.isLink()) {
            names.remove(gone.place());
        } else if (names != null) {
            String heir = names.pollFirstEntry().getValue();
            kept.put(heir, gone.with(gone.entry().withName(heir)));
        }
        if (names != null && names.isEmpty()) {
            links.remove(gone.source());
        }
        return gone;
    }

    /** The names of an entry and of all below it. */
    List<String> within(String name) {
        List<String> names = new ArrayList<>();
        if (kept.containsKey(name)) {
            names.add(name);
        }
        names.addAll(kept.subMap(name + "/", true, name + "0", false).keySet());
        return names;
    }

    /** Gives an entry another name; its content, its place and its links stay. */
    void rename(String from, String to) {
        Kept old = kept.remove(from);
        if (old != null) {
            add(old.with(old.entry().withName(to)));
        }
    }
}
