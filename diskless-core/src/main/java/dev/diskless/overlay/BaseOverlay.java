package dev.diskless.overlay;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.spi.OverlayFormat;
import dev.diskless.spi.OverlayReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An overlay that a new one starts from: its entries in memory, its contents in its file. */
final class BaseOverlay {

    // What every change of an overlay looks at; other files are fetched from the base when somebody asks.
    private static final Set<String> KEPT =
            Set.of("etc/hostname", "etc/fstab", "etc/apk/world", "etc/apk/repositories", "etc/lbu/lbu.conf");

    private final Path file;
    private final OverlayFormat format;
    private final List<OverlayEntry> entries = new ArrayList<>();
    private final Map<String, Integer> lastOf = new HashMap<>();
    private final Map<String, byte[]> kept = new HashMap<>();

    BaseOverlay(Path file, OverlayFormat format) throws IOException {
        this.file = file;
        this.format = format;
        try (OverlayReader reader = open()) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                OverlayEntry entry = next.get();
                kept.remove(entry.name());
                if (KEPT.contains(entry.name()) && entry.size() <= OverlayTree.MAX_TEXT_BYTES) {
                    kept.put(entry.name(), reader.content().readAllBytes());
                }
                lastOf.put(entry.name(), entries.size());
                entries.add(entry);
            }
        }
    }

    private OverlayReader open() throws IOException {
        return format.read(Files.newInputStream(file), file.toString());
    }

    /** The entries; of several with one name only the last, which wins when the boot unpacks them. */
    List<OverlayEntry> entries() {
        List<OverlayEntry> effective = new ArrayList<>(lastOf.size());
        for (int i = 0; i < entries.size(); i++) {
            if (isEffective(i)) {
                effective.add(entries.get(i));
            }
        }
        return effective;
    }

    private boolean isEffective(int index) {
        Integer last = lastOf.get(entries.get(index).name());
        return last != null && last == index;
    }

    Optional<OverlayEntry> entry(String name) {
        return Optional.ofNullable(lastOf.get(name)).map(entries::get);
    }

    /** The content of a small file. */
    Optional<byte[]> content(String name) throws IOException {
        Optional<OverlayEntry> entry = entry(name).filter(e -> e.type() == EntryType.FILE);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        byte[] known = kept.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        if (entry.get().size() > OverlayTree.MAX_TEXT_BYTES) {
            throw new LimitExceededException(LimitExceededException.detail("a file too large to be read as text")
                    .at(file + ": " + name)
                    .expected("at most " + OverlayTree.MAX_TEXT_BYTES + " bytes")
                    .found(entry.get().size()));
        }
        byte[][] found = new byte[1][];
        forEach((e, content) -> {
            if (e.name().equals(name)) {
                found[0] = content.readAllBytes();
            }
        });
        return Optional.of(found[0]);
    }

    /** Reads the base again and gives every effective entry with its content. */
    void forEach(OverlayPlan.Visitor visitor) throws IOException {
        try (OverlayReader reader = open()) {
            for (int i = 0; i < entries.size(); i++) {
                if (!reader.next().equals(Optional.of(entries.get(i)))) {
                    throw changed();
                }
                if (isEffective(i)) {
                    visitor.visit(entries.get(i), reader.content());
                }
            }
            if (reader.next().isPresent()) {
                throw changed();
            }
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }

    private DisklessException changed() {
        return new DisklessException(
                FaultDetail.of(FaultCode.CONFLICT, "the overlay changed while a new one was made from it")
                        .at(file)
                        .cure("try again when nothing writes to it"));
    }
}
