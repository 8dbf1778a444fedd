package dev.diskless.overlay;

import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.spi.OverlayReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Entries written down in a test, as a source. */
final class Trees {

    static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);

    private final List<OverlayEntry> entries = new ArrayList<>();
    private final Map<OverlayEntry, byte[]> contents = new HashMap<>();

    Trees file(String name, String content) {
        return file(name, 0644, TIME, content);
    }

    Trees file(String name, int mode, Instant time, String content) {
        return bytes(name, mode, time, content.getBytes(StandardCharsets.UTF_8));
    }

    Trees bytes(String name, int mode, Instant time, byte[] content) {
        return add(OverlayEntry.file(name, mode, time, content.length), content);
    }

    Trees directory(String name) {
        return add(OverlayEntry.directory(name, 0755, TIME), new byte[0]);
    }

    Trees link(String name, String target) {
        return add(OverlayEntry.symlink(name, target, TIME), new byte[0]);
    }

    Trees hardLink(String name, String target) {
        return add(new OverlayEntry(name, EntryType.HARD_LINK, 0644, 0, 0, TIME, 0, target, 0, 0), new byte[0]);
    }

    Trees add(OverlayEntry entry, byte[] content) {
        entries.add(entry);
        contents.put(entry, content);
        return this;
    }

    List<OverlayEntry> entries() {
        return entries;
    }

    EntrySource source() {
        List<OverlayEntry> copy = List.copyOf(entries);
        return EntrySource.entries(copy, entry -> new ByteArrayInputStream(contents.getOrDefault(entry, new byte[0])));
    }

    /** What a source has, each name with all that matters, for assertions. */
    static Map<String, String> facts(EntrySource source) throws IOException {
        Map<String, String> facts = new TreeMap<>();
        try (OverlayReader reader = source.open()) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                OverlayEntry e = next.get();
                String content = new String(reader.content().readAllBytes(), StandardCharsets.ISO_8859_1);
                facts.put(e.name(), e + " " + content);
            }
        }
        return facts;
    }

    /** The texts of the files of a source. */
    static Map<String, String> texts(EntrySource source) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (OverlayReader reader = source.open()) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                if (next.get().type() == EntryType.FILE) {
                    texts.put(next.get().name(), new String(reader.content().readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return texts;
    }
}
