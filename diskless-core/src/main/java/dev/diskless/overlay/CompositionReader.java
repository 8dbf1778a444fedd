package dev.diskless.overlay;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.overlay.Composition.Piece;
import dev.diskless.spi.OverlayReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a composition: first everything that needs no source, by name, so that directories stand before what is
 * in them; then the files of each source in its order, each followed by its other names as hard links; at the very end, in
 * the same way, what is no directory and stands at the top level.
 */
final class CompositionReader implements OverlayReader {

    private final Composition composition;
    private final Deque<Piece> plain = new ArrayDeque<>();
    private final Deque<OverlayEntry> links = new ArrayDeque<>();
    // What is still to come from each source.
    private final TreeMap<Integer, WantedFiles> wanted = new TreeMap<>();
    private final Map<String, Integer> seen = new HashMap<>();
    private boolean topComes = true;
    private @Nullable OverlayReader reader;
    private int readerSource;
    private boolean readerGave;
    private InputStream content = InputStream.nullInputStream();

    CompositionReader(Composition composition) {
        this.composition = composition;
        take(false);
    }

    private void take(boolean top) {
        Map<Integer, List<Piece>> files = new HashMap<>();
        for (Piece piece : composition.pieces()) {
            if (piece.isTop() == top) {
                if (piece.source() < 0) {
                    plain.add(piece);
                } else {
                    files.computeIfAbsent(piece.source(), source -> new ArrayList<>())
                            .add(piece);
                }
            }
        }
        files.forEach((source, pieces) -> wanted.put(source, new WantedFiles(pieces)));
    }

    @Override
    public Optional<OverlayEntry> next() throws IOException {
        content = InputStream.nullInputStream();
        while (true) {
            OverlayEntry link = links.poll();
            if (link != null) {
                return Optional.of(link);
            }
            Piece piece = plain.poll();
            if (piece != null) {
                byte[] bytes = piece.bytes();
                content = bytes == null ? content : new ByteArrayInputStream(bytes);
                return Optional.of(piece.entry());
            }
            if (!wanted.containsKey(readerSource)) {
                closeReader();
            }
            if (!wanted.isEmpty()) {
                Optional<OverlayEntry> entry = fromSource();
                if (entry.isPresent()) {
                    return entry;
                }
            } else if (topComes) {
                topComes = false;
                take(true);
            } else {
                return Optional.empty();
            }
        }
    }

    private Optional<OverlayEntry> fromSource() throws IOException {
        int source = wanted.firstKey();
        WantedFiles files = Objects.requireNonNull(wanted.get(source));
        if (reader == null) {
            reader = composition.sources().get(source).open();
            readerSource = source;
            readerGave = false;
            seen.clear();
        }
        OverlayReader in = reader;
        for (Optional<OverlayEntry> next = in.next(); next.isPresent(); next = in.next()) {
            OverlayEntry found = next.get();
            Piece piece = files.next(found.name());
            if (piece != null && isLast(source, found.name())) {
                if (found.type() != EntryType.FILE
                        || found.size() != piece.entry().size()) {
                    throw changed(source, found.name());
                }
                readerGave = true;
                content = in.content();
                OverlayEntry entry = files.take(found.name(), links);
                if (files.isEmpty()) {
                    wanted.remove(source);
                }
                return Optional.of(entry);
            }
        }
        closeReader();
        if (!readerGave) {
            throw changed(source, files.any().contentName());
        }
        // Names of one file that cannot be hard links of each other each need the content once more.
        return Optional.empty();
    }

    private boolean isLast(int source, String name) {
        int occurrences = composition.tables().get(source).occurrences(name);
        int count = seen.getOrDefault(name, 0) + 1;
        if (occurrences > 1) {
            seen.put(name, count);
        }
        return count == occurrences;
    }

    private DisklessException changed(int source, String name) {
        return new DisklessException(
                FaultDetail.of(FaultCode.CONFLICT, "an overlay changed while a new one was made from it")
                        .at(composition.sources().get(source) + ": " + name)
                        .cure("try again when nothing writes to it"));
    }

    private void closeReader() throws IOException {
        OverlayReader open = reader;
        reader = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public InputStream content() {
        return content;
    }

    @Override
    public void close() throws IOException {
        plain.clear();
        links.clear();
        wanted.clear();
        topComes = false;
        closeReader();
    }
}
