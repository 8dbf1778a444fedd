package dev.diskless.overlay;

import dev.diskless.spi.OverlayReader;
import java.io.IOException;

/** A source that says in {@code toString} what it is. */
record NamedSource(String name, EntrySource source) implements EntrySource {

    @Override
    public OverlayReader open() throws IOException {
        return source.open();
    }

    @Override
    public String toString() {
        return name;
    }
}
