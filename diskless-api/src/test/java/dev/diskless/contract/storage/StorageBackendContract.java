package dev.diskless.contract.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.Fault;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StorageBackend;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Extend it, give the backend and two locations, and inherit the suite. */
public abstract class StorageBackendContract {

    /** The backend under test. */
    protected abstract StorageBackend backend();

    /** A location where there is a storage. */
    protected abstract String location() throws IOException;

    /** A location that is for the backend and where there is nothing. */
    protected abstract String missing() throws IOException;

    @Test
    void opensWhatIsThere() throws IOException {
        Optional<Storage> storage = backend().open(location());
        assertTrue(storage.isPresent());
        try (Storage open = storage.get()) {
            assertFalse(open.identity().isBlank());
        }
    }

    @Test
    void saysWhenThereIsNothing() {
        assertInstanceOf(
                Fault.class, assertThrows(IOException.class, () -> backend().open(missing())));
    }

    @Test
    void leavesOtherLocationsToOthers() throws IOException {
        assertEquals(Optional.empty(), backend().open("no-such-scheme-of-anybody:whatever"));
        assertEquals(Optional.empty(), backend().open(""));
    }
}
