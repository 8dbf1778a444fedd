package dev.diskless.spi;

import java.io.IOException;
import java.util.Optional;

/**
 * Opens places that keep overlays, backups and a cache.
 *
 * <p>What it must do: decide by the form of a location alone, without I/O, whether it is for this backend; give a
 * {@link WritableStorage} where the place can be changed and a plain {@link Storage} where it can only be read; leave
 * nothing open when it fails; and keep user names and passwords that a location holds out of faults and identities.
 */
public interface StorageBackend extends Plugin {

    /**
     * Opens a place.
     *
     * @param location the place as the caller wrote it: a directory, an image and the number of a partition, an address
     * @param options what is injected: clock, randomness, plug-ins, credentials
     * @return the storage, to be closed by the caller; empty if a location of this form is not for this backend
     * @throws IOException if the location is for this backend and there is nothing there (code
     *     {@link dev.diskless.fault.FaultCode#NOT_FOUND}), or it is malformed (code
     *     {@link dev.diskless.fault.FaultCode#INVALID_REQUEST}), or reading fails
     */
    Optional<Storage> open(String location, StorageOptions options) throws IOException;
}
