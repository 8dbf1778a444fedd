package dev.diskless.spi;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Reads and writes overlays of one format as a stream of entries. */
public interface OverlayFormat extends Plugin {

    /**
     * The end of the names of such overlays.
     *
     * @return for example {@code .apkovl.tar.gz}; a host's overlay is named by its host name and this
     */
    String suffix();

    /**
     * Whether a file is an overlay of this format.
     *
     * @param fileName the file's name without directories
     * @param start the first bytes of the file, at most 4096; not changed
     * @return true if name and content fit
     */
    boolean recognises(String fileName, ByteBuffer start);

    /**
     * Reads an overlay.
     *
     * @param source the bytes of the overlay; closed by the reader
     * @param name names the source in faults
     * @return the reader
     * @throws IOException if the start of the source is no overlay of this format, or reading fails
     */
    OverlayReader read(InputStream source, String name) throws IOException;

    /**
     * Writes an overlay.
     *
     * @param target receives the bytes; closed by the writer
     * @return the writer
     * @throws IOException if writing fails
     */
    OverlayWriter write(OutputStream target) throws IOException;
}
