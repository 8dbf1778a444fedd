package dev.diskless.spi;

import java.time.Instant;
import java.util.Objects;

/**
 * One object of a storage.
 *
 * @param name its name, without slash
 * @param size bytes
 * @param modified time of its last change
 */
public record StoredObject(String name, long size, Instant modified) {

    public StoredObject {
        Objects.requireNonNull(name);
        Objects.requireNonNull(modified);
    }
}
