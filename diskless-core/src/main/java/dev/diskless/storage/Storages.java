package dev.diskless.storage;

import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.ProviderNotFoundException;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StorageBackend;
import dev.diskless.spi.StorageOptions;
import java.io.IOException;
import java.util.Optional;

/** Opens a storage by its location, whatever backend knows it. Thread-safe. */
public final class Storages {

    private Storages() {}

    /**
     * Opens a storage.
     *
     * @param location a directory, {@code IMAGE:N}, an image or device with one file system, {@code ram:}, an address, or
     *     what a plug-in knows
     * @param options what is injected; its registry says which backends there are
     * @return the storage, to be closed by the caller; a {@link dev.diskless.spi.WritableStorage} where it can be changed
     * @throws IOException if no backend knows locations of this form, or what the backend says
     */
    public static Storage open(String location, StorageOptions options) throws IOException {
        if (location.isEmpty()) {
            throw new InvalidRequestException(InvalidRequestException.detail("an empty location")
                    .expected("a directory, IMAGE:N, or an address"));
        }
        for (StorageBackend backend : options.registry().all(StorageBackend.class)) {
            Optional<Storage> storage = backend.open(location, options);
            if (storage.isPresent()) {
                return storage.get();
            }
        }
        // The location may hold a password, so only its form is shown.
        FaultDetail detail = options.registry()
                .notFound(StorageBackend.class, "no storage backend for a location of this form")
                .detail();
        throw new ProviderNotFoundException(detail);
    }
}
