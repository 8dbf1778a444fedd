package dev.diskless.spi;

import dev.diskless.medium.OverlayEntry;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The entries of one overlay, in their order. For one thread. */
public interface OverlayReader extends Closeable {

    /**
     * Moves to the next entry. What was not read of the content of the one before is skipped.
     *
     * @return the entry; empty after the last one, when the end of the overlay was found sound
     * @throws IOException if the overlay is damaged or hostile, or reading fails
     */
    Optional<OverlayEntry> next() throws IOException;

    /**
     * The content of the entry that {@link #next} gave last.
     *
     * @return exactly as many bytes as the entry says; valid until the next call of {@link #next}; need not be closed
     */
    InputStream content();
}
