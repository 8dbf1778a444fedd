package dev.diskless.overlay;

import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.spi.OverlayReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads entries of a list; contents are opened when they are asked for. */
final class ListReader implements OverlayReader {

    private final List<OverlayEntry> entries;
    private final EntrySource.Contents contents;
    private int next;
    private InputStream content = InputStream.nullInputStream();

    ListReader(List<OverlayEntry> entries, EntrySource.Contents contents) {
        this.entries = entries;
        this.contents = contents;
    }

    @Override
    public Optional<OverlayEntry> next() throws IOException {
        content.close();
        content = InputStream.nullInputStream();
        if (next == entries.size()) {
            return Optional.empty();
        }
        OverlayEntry entry = entries.get(next++);
        if (entry.type() == EntryType.FILE) {
            content = new LazyInput(() -> contents.open(entry));
        }
        return Optional.of(entry);
    }

    @Override
    public InputStream content() {
        return content;
    }

    @Override
    public void close() throws IOException {
        next = entries.size();
        content.close();
    }

    /** A stream that is opened by its first read. */
    static final class LazyInput extends InputStream {

        private final OverlayBytes opening;
        private @Nullable InputStream in;

        LazyInput(OverlayBytes opening) {
            this.opening = opening;
        }

        private InputStream in() throws IOException {
            InputStream open = in;
            if (open == null) {
                open = opening.open();
                in = open;
            }
            return open;
        }

        @Override
        public int read() throws IOException {
            return in().read();
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            return in().read(b, off, len);
        }

        @Override
        public void close() throws IOException {
            if (in != null) {
                in.close();
            }
        }
    }
}
