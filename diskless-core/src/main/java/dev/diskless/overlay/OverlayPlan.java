package dev.diskless.overlay;

import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.NameBytes;
import dev.diskless.medium.OverlayEntry;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The entries that an overlay is to have, in their order, and where their contents come from. */
final class OverlayPlan {

    /** Takes one entry and its content. */
    interface Visitor {
        void visit(OverlayEntry entry, InputStream content) throws IOException;
    }

    private final @Nullable BaseOverlay base;
    private final Map<String, Item> changes;
    // What becomes of each entry of the base: the entry as it is to be written; none if it is left out.
    private final Map<String, OverlayEntry> kept = new HashMap<>();
    private final List<OverlayEntry> inPlace = new ArrayList<>();
    private final TreeMap<String, Item> added = new TreeMap<>(NameBytes.ORDER);

    OverlayPlan(OverlayTree tree) throws InvalidRequestException {
        this.base = tree.base;
        this.changes = tree.changes;
        if (base != null) {
            for (OverlayEntry entry : base.entries()) {
                OverlayEntry kind = tree.current(entry.name());
                if (kind != null) {
                    kept.put(entry.name(), kind);
                    inPlace.add(kind);
                }
            }
        }
        for (Map.Entry<String, Item> change : changes.entrySet()) {
            if (!kept.containsKey(change.getKey())) {
                added.put(change.getKey(), change.getValue());
            }
        }
        addParents(tree.time);
        check();
    }

    private void addParents(Instant time) throws InvalidRequestException {
        for (String path : changes.keySet()) {
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                String parent = path.substring(0, slash);
                if (!kept.containsKey(parent) && !added.containsKey(parent)) {
                    OverlayEntry entry = OverlayEntry.directory(parent, OverlayPath.impliedMode(parent), time);
                    added.put(parent, new Item(entry, Content.NONE));
                }
            }
        }
    }

    private void check() throws InvalidRequestException {
        for (OverlayEntry entry : entries()) {
            String name = entry.name();
            for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
                OverlayEntry parent = find(name.substring(0, slash));
                if (parent != null && parent.type() != EntryType.DIRECTORY) {
                    throw new InvalidRequestException(
                            InvalidRequestException.detail("an entry below one that is no directory")
                                    .at(name)
                                    .found(parent.name() + " is a " + parent.type())
                                    .cure("remove one of the two"));
                }
            }
            if (entry.type() == EntryType.DIRECTORY && changes.containsKey(name)) {
                OverlayPath.checkShared(name, entry.mode());
            }
            if (entry.type() == EntryType.HARD_LINK
                    && (!kept.containsKey(entry.linkTarget()) || changes.containsKey(entry.linkTarget()))) {
                throw new InvalidRequestException(InvalidRequestException.detail(
                                "the overlay keeps a hard link to a file that was replaced or removed")
                        .at(name)
                        .found("a link to " + entry.linkTarget())
                        .cure("replace or remove the link too"));
            }
        }
    }

    private @Nullable OverlayEntry find(String name) {
        OverlayEntry entry = kept.get(name);
        Item item = added.get(name);
        return entry != null ? entry : item != null ? item.entry() : null;
    }

    List<OverlayEntry> entries() {
        List<OverlayEntry> all = new ArrayList<>(inPlace);
        added.values().forEach(item -> all.add(item.entry()));
        return all;
    }

    void forEach(Visitor visitor) throws IOException {
        if (base != null) {
            base.forEach((entry, content) -> {
                OverlayEntry now = kept.get(entry.name());
                Item change = changes.get(entry.name());
                if (change != null) {
                    visit(change, visitor);
                } else if (now != null) {
                    visitor.visit(now, content);
                }
            });
        }
        for (Item item : added.values()) {
            visit(item, visitor);
        }
    }

    private static void visit(Item item, Visitor visitor) throws IOException {
        try (InputStream content = item.content().open()) {
            visitor.visit(item.entry(), content);
        }
        item.content().checkUnchanged();
    }

    /** An entry of the caller's. */
    record Item(OverlayEntry entry, Content content) {}
}
