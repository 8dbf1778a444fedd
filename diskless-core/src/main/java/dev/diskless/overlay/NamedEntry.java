package dev.diskless.overlay;

import dev.diskless.fault.LimitExceededException;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.spi.OverlayReader;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The entry of one name, found by reading a source to its end; nothing else of it is kept.
 *
 * @param entry the last entry of that name
 * @param occurrences how many entries have it
 */
record NamedEntry(OverlayEntry entry, int occurrences) {

    // Each link costs a reading; every tar makes all links to one file lead straight to it.
    private static final int MAX_LINK_CHAIN = 16;

    /** Null if there is none. */
    static @Nullable NamedEntry find(EntrySource source, String name) throws IOException {
        OverlayEntry last = null;
        int occurrences = 0;
        try (OverlayReader reader = source.open()) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                if (next.get().name().equals(name)) {
                    last = next.get();
                    occurrences++;
                }
            }
        }
        return last == null ? null : new NamedEntry(last, occurrences);
    }

    /** The file that a hard link stands for; this one itself if it is none, or leads nowhere. */
    NamedEntry followed(EntrySource source) throws IOException {
        NamedEntry at = this;
        for (int i = 0; i < MAX_LINK_CHAIN; i++) {
            if (at.entry.type() != EntryType.HARD_LINK) {
                return at.entry.type() == EntryType.DIRECTORY ? this : at;
            }
            at = find(source, at.entry.linkTarget());
            if (at == null || at.entry.name().equals(entry.name())) {
                return this;
            }
        }
        throw new LimitExceededException(LimitExceededException.detail("a chain of hard links is too long or endless")
                .at(entry.name())
                .expected("at most " + MAX_LINK_CHAIN));
    }
}
