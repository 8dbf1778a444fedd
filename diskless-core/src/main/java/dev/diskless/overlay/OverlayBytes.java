package dev.diskless.overlay;

import java.io.IOException;
import java.io.InputStream;

/** Opens the bytes of an overlay or of a content, as often as needed: {@code () -> storage.open(name)}. */
@FunctionalInterface
public interface OverlayBytes {

    /**
     * Opens them.
     *
     * @return a new stream from their start; closed by who asked for it
     * @throws IOException if they are not there or cannot be read
     */
    InputStream open() throws IOException;
}
