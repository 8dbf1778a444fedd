package dev.diskless.spi;

import java.time.Instant;
import java.util.Objects;

/**
 * One object of a storage as it was when the storage was asked.
 *
 * @param name its name, without slash
 * @param size bytes, never negative
 * @param modified time of the last change of its content, as finely as the storage keeps it
 * @param version tells this content under this name from what stood or will stand there before and after: equal for the
 *     same name as long as nobody replaced the object, another one as soon as somebody did. Opaque: it says nothing of
 *     order and nothing across storages, it may be kept and compared later, and it holds no secret.
 */
public record StoredObject(String name, long size, Instant modified, String version) {

    public StoredObject {
        Objects.requireNonNull(name);
        Objects.requireNonNull(modified);
        Objects.requireNonNull(version);
        if (size < 0) {
            throw new IllegalArgumentException("negative size " + size);
        }
    }
}
