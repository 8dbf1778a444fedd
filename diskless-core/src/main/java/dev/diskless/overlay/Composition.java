package dev.diskless.overlay;

import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressUnit;
import dev.diskless.spi.OverlayFormat;
import dev.diskless.spi.OverlayReader;
import dev.diskless.spi.OverlayWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An overlay put together from entries of several sources.
 *
 * @param sources where contents come from
 * @param tables what the sources had when the pieces were chosen
 * @param pieces its entries, by the bytes of their names
 */
record Composition(List<EntrySource> sources, List<EntryTable> tables, List<Piece> pieces) implements EntrySource {

    /**
     * One entry.
     *
     * @param entry as it is to be written; no hard link
     * @param source which source has its content; -1 if none has
     * @param contentName under which name the source has it
     * @param bytes the content, where it is in no source
     */
    record Piece(OverlayEntry entry, int source, String contentName, byte @Nullable [] bytes) {

        /** An entry as a source has it. */
        static Piece of(EntryFacts facts, int source) {
            return of(facts.entry(), facts, source);
        }

        /** An entry with the content that a source has under some name. */
        static Piece of(OverlayEntry entry, EntryFacts content, int source) {
            boolean file = entry.type() == EntryType.FILE;
            return new Piece(entry, file ? source : -1, content.contentName(), null);
        }

        /** A file with content in memory. */
        static Piece of(OverlayEntry entry, byte[] bytes) {
            return new Piece(EntryCopy.sized(entry, bytes.length), -1, entry.name(), bytes);
        }

        String name() {
            return entry.name();
        }

        boolean isTop() {
            return entry.type() != EntryType.DIRECTORY && name().indexOf('/') < 0;
        }
    }

    Composition {
        sources = List.copyOf(sources);
        tables = List.copyOf(tables);
        pieces = List.copyOf(pieces);
    }

    @Override
    public OverlayReader open() {
        return new CompositionReader(this);
    }

    void writeTo(OverlayFormat format, OutputStream target, Progress progress) throws IOException {
        try (target;
                OverlayReader reader = open();
                Progress child = progress.child("overlay", ProgressUnit.FILES, pieces.size())) {
            child.check();
            // Closed only on success: closing would write the end of an overlay that is not whole.
            OverlayWriter writer = format.write(target);
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                writer.add(next.get(), new CancellableInput(reader.content(), child));
                child.advance(1);
            }
            writer.close();
        }
    }
}
