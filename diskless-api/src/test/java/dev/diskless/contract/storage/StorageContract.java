package dev.diskless.contract.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.junit.jupiter.api.function.Executable;

/** Extend it, give a storage that holds some objects, and inherit the suite. */
public abstract class StorageContract {

    /** Names that no storage takes. */
    static final List<String> NO_PLAIN_NAMES =
            List.of("", ".", "..", "../a.apkovl.tar.gz", "/etc/passwd", "a/b", "a\0b", ".diskless-", ".diskless-lock");

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
            assertFault(FaultCode.NOT_FOUND, () -> storage.open("b.apkovl.tar.gz"));
        }
    }

    @Test
    void refusesNamesThatLeadElsewhere() throws IOException {
        try (Storage storage = storage(objects())) {
            for (String name : NO_PLAIN_NAMES) {
                assertFault(FaultCode.INVALID_REQUEST, () -> storage.open(name));
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

    @Test
    void whatNobodyReplacedKeepsItsVersion() throws IOException {
        try (Storage storage = storage(objects())) {
            List<StoredObject> before = storage.list();
            storage.open(before.get(2).name()).close();
            assertEquals(before, storage.list());
        }
    }

    @Test
    void roomIsNotKnownOrNotNegative() throws IOException {
        try (Storage storage = storage(objects())) {
            assertTrue(storage.usableBytes().orElse(0) >= 0);
        }
    }

    @Test
    void closedOneAnswersNothingButWhereItWas() throws IOException {
        Storage storage = storage(objects());
        String identity = storage.identity();
        storage.close();
        storage.close();
        assertEquals(identity, storage.identity());
        assertFault(FaultCode.INVALID_REQUEST, storage::list);
        assertFault(FaultCode.INVALID_REQUEST, () -> storage.open("a.apkovl.tar.gz"));
        assertFault(FaultCode.INVALID_REQUEST, storage::usableBytes);
    }

    @Test
    void manyThreadsReadAtOnce() throws Exception {
        Map<String, byte[]> objects = objects();
        try (Storage storage = storage(objects)) {
            Together.run(4, thread -> {
                for (int i = 0; i < 10; i++) {
                    assertEquals(4, storage.list().size());
                    try (InputStream in = storage.open("a.apkovl.tar.gz")) {
                        assertArrayEquals(objects.get("a.apkovl.tar.gz"), in.readAllBytes());
                    }
                }
            });
        }
    }

    /** Asserts that a call fails with a fault of that code that says where. */
    static void assertFault(FaultCode code, Executable call) {
        IOException thrown = assertThrows(IOException.class, call);
        Fault fault = assertInstanceOf(Fault.class, thrown);
        assertEquals(code, fault.code(), thrown::toString);
        assertNotNull(fault.detail().path(), thrown::toString);
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
