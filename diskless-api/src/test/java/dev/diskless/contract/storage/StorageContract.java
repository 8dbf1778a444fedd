package dev.diskless.contract.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Extend it, give a storage that holds some objects, and inherit the suite. */
public abstract class StorageContract {

    /** A storage that holds these objects and nothing else. */
    protected abstract Storage storage(Map<String, byte[]> objects) throws IOException;

    @Test
    void listsObjectsSortedByTheirNames() throws IOException {
        try (Storage storage = storage(objects())) {
            List<StoredObject> objects = storage.list();
            assertEquals(
                    List.of(".hidden", "Z.apkovl.tar.gz", "a.apkovl.tar.gz", "a.apkovl.tar.gz.old"),
                    objects.stream().map(StoredObject::name).toList());
            assertEquals(
                    List.of(0L, 1L, 70_000L, 3L),
                    objects.stream().map(StoredObject::size).toList());
        }
    }

    @Test
    void listsNothingWhereNothingIs() throws IOException {
        try (Storage storage = storage(Map.of())) {
            assertEquals(List.of(), storage.list());
        }
    }

    @Test
    void givesTheContentOfAnObject() throws IOException {
        Map<String, byte[]> objects = objects();
        try (Storage storage = storage(objects)) {
            for (Map.Entry<String, byte[]> object : objects.entrySet()) {
                try (InputStream in = storage.open(object.getKey())) {
                    assertArrayEquals(object.getValue(), in.readAllBytes());
                }
            }
        }
    }

    @Test
    void saysWhenThereIsNoSuchObject() throws IOException {
        try (Storage storage = storage(objects())) {
            IOException fault = assertThrows(IOException.class, () -> storage.open("b.apkovl.tar.gz"));
            assertEquals(
                    FaultCode.NOT_FOUND, assertInstanceOf(Fault.class, fault).code());
        }
    }

    @Test
    void refusesNamesThatLeadElsewhere() throws IOException {
        try (Storage storage = storage(objects())) {
            for (String name : List.of("", ".", "..", "../a.apkovl.tar.gz", "/etc/passwd", "a/b", "a\0b")) {
                IOException fault = assertThrows(IOException.class, () -> storage.open(name), name);
                assertInstanceOf(Fault.class, fault);
            }
        }
    }

    @Test
    void hasAnIdentityThatStays() throws IOException {
        try (Storage storage = storage(objects())) {
            assertFalse(storage.identity().isBlank());
            assertEquals(storage.identity(), storage.identity());
        }
    }

    private static Map<String, byte[]> objects() {
        Map<String, byte[]> objects = new LinkedHashMap<>();
        objects.put("a.apkovl.tar.gz.old", "old".getBytes(StandardCharsets.UTF_8));
        objects.put("a.apkovl.tar.gz", new byte[70_000]);
        objects.put("Z.apkovl.tar.gz", new byte[] {1});
        objects.put(".hidden", new byte[0]);
        return objects;
    }
}
