package dev.diskless.contract.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.Fault;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StorageBackend;
import dev.diskless.spi.StorageOptions;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Extend it, give the backend and two locations, and inherit the suite. */
public abstract class StorageBackendContract {

    /** The backend under test. */
    protected abstract StorageBackend backend();

    /** A location where there is a storage. */
    protected abstract String location() throws IOException;

    /** A location that is for the backend and where there is nothing. */
    protected abstract String missing() throws IOException;

    /** What the backend is given; override it for credentials or other plug-ins. */
    protected StorageOptions options() {
        return StorageOptions.of(InstantSource.fixed(Instant.parse("2026-07-11T09:30:00Z")), new Random(1));
    }

    @Test
    void opensWhatIsThere() throws IOException {
        Optional<Storage> storage = backend().open(location(), options());
        assertTrue(storage.isPresent());
        try (Storage open = storage.get()) {
            assertFalse(open.identity().isBlank());
        }
    }

    @Test
    void saysWhenThereIsNothing() {
        assertInstanceOf(
                Fault.class, assertThrows(IOException.class, () -> backend().open(missing(), options())));
    }

    @Test
    void leavesOtherLocationsToOthers() throws IOException {
        assertEquals(Optional.empty(), backend().open("no-such-scheme-of-anybody:whatever", options()));
        assertEquals(Optional.empty(), backend().open("", options()));
    }
}
