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

    /** Most bytes of one fetching. */
    static final int MAX_TOTAL = 16 << 20;

    private SmallContents() {}

    /** The contents of those of the files that are there and not larger than {@link #MAX_FILE}. */
    static Map<String, byte[]> fetch(EntrySource source, Set<String> files, Progress progress) throws IOException {
        Map<String, byte[]> contents = new HashMap<>();
        if (files.isEmpty()) {
            return contents;
        }
        try (OverlayReader reader = source.open()) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                progress.check();
                OverlayEntry entry = next.get();
                if (files.contains(entry.name())) {
                    contents.remove(entry.name());
                    if (entry.type() == EntryType.FILE && entry.size() <= MAX_FILE) {
                        contents.put(entry.name(), reader.content().readNBytes(MAX_FILE));
                    }
                }
            }
        }
        return contents;
    }
}
