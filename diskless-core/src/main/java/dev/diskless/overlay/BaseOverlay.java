package dev.diskless.overlay;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.medium.NameBytes;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.spi.OverlayFormat;
import dev.diskless.spi.OverlayReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An overlay that a new one starts from: its entries in memory, its contents where they are. */
final class BaseOverlay {

    // What every change of an overlay looks at; other files are fetched from the base when somebody asks.
    private static final Set<String> KEPT =
            Set.of("etc/hostname", "etc/fstab", "etc/apk/world", "etc/apk/repositories", "etc/lbu/lbu.conf");

    /** Takes the content of one entry, and says whether it wants more. */
    interface Visitor {
        boolean visit(int index, InputStream content) throws IOException;
    }

    private final OverlaySource source;
    private final OverlayFormat format;
    private final EntryBudget budget = EntryBudget.ofEntries(EntryBudget.EDITED);
    private final List<OverlayEntry> entries = new ArrayList<>();
    private final Map<String, Integer> lastOf = new HashMap<>();
    private final Map<Integer, byte[]> kept = new HashMap<>();

    BaseOverlay(OverlaySource source, OverlayFormat format) throws IOException {
        this.source = source;
        this.format = format;
        try (OverlayReader reader = open()) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                OverlayEntry entry = next.get();
                budget.take(entry, source.name());
                // It may get another name as long as this one.
                budget.takeTexts(EntryBudget.text(entry.name()), source.name());
                if (KEPT.contains(entry.name()) && entry.size() <= OverlayTree.MAX_TEXT_BYTES) {
                    kept.put(entries.size(), reader.content().readAllBytes());
                }
                Integer earlier = lastOf.put(entry.name(), entries.size());
                kept.remove(earlier);
                entries.add(entry);
            }
        }
    }

    /** What entries may still take of memory. */
    EntryBudget budget() {
        return budget.rest();
    }

    private OverlayReader open() throws IOException {
        return format.read(source.open(), source.name());
    }

    int size() {
        return entries.size();
    }

    OverlayEntry entry(int index) {
        return entries.get(index);
    }

    /** Whether it is the last entry of its name, which wins when the boot unpacks them. */
    boolean isEffective(int index) {
        Integer last = lastOf.get(entries.get(index).name());
        return last != null && last == index;
    }

    /** The index of the effective entry of a name; -1 if there is none. */
    int indexOf(String name) {
        return lastOf.getOrDefault(name, -1);
    }

    /** Whether the effective entries stand in the order of the bytes of their names. */
    boolean isSorted() {
        String before = "";
        for (int i = 0; i < entries.size(); i++) {
            if (isEffective(i)) {
                String name = entries.get(i).name();
                if (NameBytes.ORDER.compare(before, name) >= 0) {
                    return false;
                }
                before = name;
            }
        }
        return true;
    }

    /** The content of a small file. */
    byte[] content(int index) throws IOException {
        byte[] known = kept.get(index);
        if (known != null) {
            return known;
        }
        OverlayEntry entry = entries.get(index);
        if (entry.size() > OverlayTree.MAX_TEXT_BYTES) {
            throw new LimitExceededException(LimitExceededException.detail("a file too large to be read as text")
                    .at(source.name() + ": " + entry.name())
                    .expected("at most " + OverlayTree.MAX_TEXT_BYTES + " bytes")
                    .found(entry.size()));
        }
        byte[][] found = {{}};
        read((at, content) -> {
            if (at == index) {
                found[0] = content.readAllBytes();
            }
            return true;
        });
        return found[0];
    }

    /** Reads the base again, to its end or as long as the visitor wants. */
    void read(Visitor visitor) throws IOException {
        try (OverlayReader reader = open()) {
            for (int i = 0; i < entries.size(); i++) {
                if (!reader.next().equals(Optional.of(entries.get(i)))) {
                    throw changed();
                }
                if (!visitor.visit(i, reader.content())) {
                    return;
                }
            }
            if (reader.next().isPresent()) {
                throw changed();
            }
        }
    }

    @Override
    public String toString() {
        return source.name();
    }

    private DisklessException changed() {
        return new DisklessException(
                FaultDetail.of(FaultCode.CONFLICT, "the overlay changed while a new one was made from it")
                        .at(source.name())
                        .cure("try again when nothing writes to it"));
    }
}
