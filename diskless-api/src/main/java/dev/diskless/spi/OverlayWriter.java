package dev.diskless.spi;

import dev.diskless.medium.OverlayEntry;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** Takes the entries of one overlay in their order. For one thread. */
public interface OverlayWriter extends Closeable {

    /**
     * Adds an entry.
     *
     * @param entry the entry; the same entries in the same order give the same bytes
     * @param content its content, exactly as long as the entry says; not closed
     * @throws IOException if the content is shorter or longer, the format cannot express the entry, or writing fails
     */
    void add(OverlayEntry entry, InputStream content) throws IOException;

    /**
     * Writes the end of the overlay and closes the target. An overlay is whole only when this returned.
     *
     * @throws IOException if writing fails
     */
    @Override
    void close() throws IOException;
}
