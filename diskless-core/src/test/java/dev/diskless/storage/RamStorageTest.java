package dev.diskless.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.contract.storage.WritableStorageContract;
import dev.diskless.fault.ImageFullException;
import dev.diskless.spi.StagedObject;
import dev.diskless.spi.StoredObject;
import dev.diskless.spi.WritableStorage;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RamStorageTest extends WritableStorageContract {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-07-11T09:30:00Z"));

    @Override
    protected WritableStorage storage(Map<String, byte[]> objects) throws IOException {
        RamStorage storage = RamStorage.create(CLOCK, 4 << 20);
        for (Map.Entry<String, byte[]> object : objects.entrySet()) {
            store(storage, object.getKey(), object.getValue());
        }
        return storage;
    }

    private static StoredObject store(WritableStorage storage, String name, byte[] content) throws IOException {
        try (StagedObject staged = storage.stage()) {
            try (OutputStream out = staged.output()) {
                out.write(content);
            }
            return staged.create(name);
        }
    }

    @Test
    void capacityIsNeverExceededAndGivenBack() throws IOException {
        try (RamStorage storage = RamStorage.create(CLOCK, 200_000)) {
            assertEquals(196_608, storage.usableBytes().orElseThrow());
            StoredObject first = store(storage, "first", new byte[100_000]);
            assertEquals(65_536, storage.usableBytes().orElseThrow());
            storage.duplicate(first, "second");
            assertEquals(65_536, storage.usableBytes().orElseThrow());
            assertThrows(ImageFullException.class, () -> store(storage, "third", new byte[65_537]));
            assertEquals(65_536, storage.usableBytes().orElseThrow());
            storage.delete(first);
            assertEquals(65_536, storage.usableBytes().orElseThrow());
            storage.delete(storage.list().get(0));
            assertEquals(196_608, storage.usableBytes().orElseThrow());
            assertEquals(196_608, store(storage, "fourth", new byte[196_608]).size());
        }
    }
}
