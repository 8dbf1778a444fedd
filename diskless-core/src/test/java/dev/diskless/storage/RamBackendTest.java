package dev.diskless.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.fault.InvalidRequestException;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StorageOptions;
import dev.diskless.spi.WritableStorage;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RamBackendTest {

    private final RamBackend backend = new RamBackend();

    private Optional<Storage> open(String location) throws IOException {
        return backend.open(location, StorageOptions.of(Clock.systemUTC(), new Random(1)));
    }

    @Test
    void eachOpeningIsANewPlaceOfItsCapacity() throws IOException {
        assertEquals(256L << 20, open("ram:").orElseThrow().usableBytes().orElseThrow());
        Storage small = open("RAM:2M").orElseThrow();
        assertEquals(2L << 20, small.usableBytes().orElseThrow());
        assertInstanceOf(WritableStorage.class, small);
    }

    @Test
    void otherLocationsAreForOthers() throws IOException {
        for (String location : List.of("", "ram", "/ram:1", "tram:", "http://ram:1/")) {
            assertEquals(Optional.empty(), open(location), location);
        }
    }

    @Test
    void whatIsNoCapacityIsRefused() {
        for (String location : List.of("ram:x", "ram:-1", "ram:1T", "ram:99999999999")) {
            assertThrows(InvalidRequestException.class, () -> open(location), location);
        }
    }
}
