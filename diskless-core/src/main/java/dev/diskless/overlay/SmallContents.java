package dev.diskless.overlay;

import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.progress.Progress;
import dev.diskless.spi.OverlayReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Fetches the contents of some small files of a source in one reading. */
final class SmallContents {

    /** Largest file that is held in memory: 1 MiB. */
    static final int MAX_FILE = 1 << 20;

    /** What comparing texts by lines takes for each of their bytes, at most. */
    static final int LINES_MEMORY = 8;

    // Most bytes of one fetching, where the heap is not small.
    private static final int MAX_TOTAL = 16 << 20;

    private SmallContents() {}

    /** Most bytes of one fetching: 16 MiB, or a sixteenth of the largest heap if that is less. */
    static long mostTogether() {
        return Math.min(MAX_TOTAL, Runtime.getRuntime().maxMemory() / 16);
    }

    /** The contents of those of the files that are there and not larger than {@link #MAX_FILE}. */
    static Map<String, byte[]> fetch(EntrySource source, Set<String> files, Progress progress) throws IOException {
        Map<String, byte[]> contents = new HashMap<>();
        if (files.isEmpty()) {
            return contents;
        }
        // Names may be long; those that are there already are kept, not those that are read.
        Map<String, String> names = new HashMap<>();
        files.forEach(name -> names.put(name, name));
        try (OverlayReader reader = source.open()) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                progress.check();
                OverlayEntry entry = next.get();
                String name = names.get(entry.name());
                if (name != null) {
                    contents.remove(name);
                    if (entry.type() == EntryType.FILE && entry.size() <= MAX_FILE) {
                        contents.put(name, reader.content().readNBytes(MAX_FILE));
                    }
                }
            }
        }
        return contents;
    }
}
