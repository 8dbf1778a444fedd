package dev.diskless.overlay;

import dev.diskless.spi.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of an overlay, from their start each time; they must stay the same between the times. */
public interface OverlaySource extends OverlayBytes {

    /**
     * What it is called in faults; an encrypted overlay's cipher is read from the end of it.
     *
     * @return its name
     */
    String name();

    /**
     * An overlay in a file.
     *
     * @param file the file
     * @return the source
     */
    static OverlaySource of(Path file) {
        return new Named(file.toString(), () -> Files.newInputStream(file));
    }

    /**
     * An overlay in a storage.
     *
     * @param storage the storage; must stay open
     * @param object the object's name
     * @return the source
     */
    static OverlaySource of(Storage storage, String object) {
        return new Named(object, () -> storage.open(object));
    }

    /**
     * A source with its name.
     *
     * @param name what it is called
     * @param opening opens it
     */
    record Named(String name, OverlayBytes opening) implements OverlaySource {

        @Override
        public InputStream open() throws IOException {
            return opening.open();
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
