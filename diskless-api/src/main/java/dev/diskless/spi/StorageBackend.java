package dev.diskless.spi;

import java.io.IOException;
import java.util.Optional;

/** Opens places that keep overlays, backups and a cache. */
public interface StorageBackend extends Plugin {

    /**
     * Opens a place.
     *
     * @param location the place as the caller wrote it: a directory, an address
     * @return the storage; empty if a location of this form is not for this backend, which is decided without I/O
     * @throws IOException if the location is for this backend and there is nothing there, or reading fails
     */
    Optional<Storage> open(String location) throws IOException;
}
