package dev.diskless.lbu;

import dev.diskless.spi.StoredObject;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * An earlier overlay that is kept beside the active one.
 *
 * @param object where it lies
 * @param host the host it belongs to, as its name says; empty if the name is not one that {@code lbu} gives now
 * @param time when it was made, as its name says; empty if its name says no time
 * @param cipher how it is encrypted, as its name says; empty if it is not
 */
public record Backup(StoredObject object, String host, Optional<Instant> time, String cipher) {

    public Backup {
        Objects.requireNonNull(object);
        Objects.requireNonNull(host);
        Objects.requireNonNull(time);
        Objects.requireNonNull(cipher);
    }

    static Backup of(StoredObject object) {
        return OverlayName.parse(object.name())
                .filter(name -> !name.isActive())
                .map(name -> new Backup(object, name.host(), name.time(), name.cipher()))
                .orElseGet(() -> new Backup(object, "", Optional.empty(), ""));
    }

    /**
     * The name to revert to.
     *
     * @return its name in the storage
     */
    public String name() {
        return object.name();
    }

    @Override
    public String toString() {
        return name();
    }
}
