package dev.diskless.contract.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.FaultCode;
import dev.diskless.spi.StagedObject;
import dev.diskless.spi.StoredObject;
import dev.diskless.spi.WritableStorage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Extend it, give a storage that holds some objects, and inherit the suite. {@link ConcurrentStorageContract} has what
 * concerns several who write at once, {@link StorageCampaign} what a failing host and a power cut may leave.
 */
public abstract class WritableStorageContract extends StorageContract {

    private static final String NAME = "edge-1.apkovl.tar.gz";
    private static final String BACKUP = "edge-1.20260711093000.tar.gz";

    @Override
    protected abstract WritableStorage storage(Map<String, byte[]> objects) throws IOException;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A staged object whose content is whole. */
    static StagedObject staged(WritableStorage storage, byte[] content) throws IOException {
        StagedObject staged = storage.stage();
        try (OutputStream out = staged.output()) {
            out.write(content);
        }
        return staged;
    }

    static StoredObject create(WritableStorage storage, String name, byte[] content) throws IOException {
        try (StagedObject staged = staged(storage, content)) {
            return staged.create(name);
        }
    }

    static StoredObject replace(WritableStorage storage, StoredObject seen, byte[] content) throws IOException {
        try (StagedObject staged = staged(storage, content)) {
            return staged.replace(seen);
        }
    }

    static byte[] content(WritableStorage storage, String name) throws IOException {
        try (InputStream in = storage.open(name)) {
            return in.readAllBytes();
        }
    }

    @Test
    void createdObjectIsThere() throws IOException {
        byte[] content = new byte[300_000];
        new Random(7).nextBytes(content);
        try (WritableStorage storage = storage(Map.of("other", bytes("x")))) {
            StoredObject created = create(storage, NAME, content);
            assertEquals(NAME, created.name());
            assertEquals(content.length, created.size());
            assertEquals(created, storage.list().get(0));
            assertEquals(2, storage.list().size());
            assertArrayEquals(content, content(storage, NAME));
            assertArrayEquals(bytes("x"), content(storage, "other"));
        }
    }

    @Test
    void emptyObjectIsAnObject() throws IOException {
        try (WritableStorage storage = storage(Map.of())) {
            assertEquals(0, create(storage, NAME, new byte[0]).size());
            assertEquals(0, content(storage, NAME).length);
        }
    }

    @Test
    void contentMayComeInPiecesOfAnySize() throws IOException {
        try (WritableStorage storage = storage(Map.of());
                StagedObject staged = storage.stage()) {
            byte[] large = new byte[200_000];
            new Random(3).nextBytes(large);
            try (OutputStream out = staged.output()) {
                out.write('a');
                out.write(large);
                out.write(large, 5, 0);
                out.write(large, 5, 7);
                out.flush();
            }
            assertEquals(200_008, staged.create(NAME).size());
            byte[] stored = content(storage, NAME);
            assertEquals('a', stored[0]);
            assertEquals(large[11], stored[200_007]);
        }
    }

    @Test
    void stagedObjectIsSeenByNobody() throws IOException {
        try (WritableStorage storage = storage(Map.of("other", bytes("x")))) {
            List<StoredObject> before = storage.list();
            try (StagedObject staged = staged(storage, bytes("new"))) {
                assertEquals(before, storage.list());
                assertFault(FaultCode.NOT_FOUND, () -> storage.open(NAME));
                try (StagedObject second = staged(storage, bytes("second"))) {
                    second.create("second");
                }
                staged.create(NAME);
            }
            assertEquals(3, storage.list().size());
        }
    }

    @Test
    void discardedObjectLeavesNothing() throws IOException {
        try (WritableStorage storage = storage(Map.of("other", bytes("x")))) {
            List<StoredObject> before = storage.list();
            StagedObject whole = staged(storage, bytes("new"));
            whole.close();
            whole.close();
            StagedObject untouched = storage.stage();
            untouched.close();
            StagedObject half = storage.stage();
            half.output().write(1);
            half.close();
            assertEquals(before, storage.list());
            assertFault(FaultCode.INVALID_REQUEST, () -> whole.create(NAME));
            assertFault(FaultCode.INVALID_REQUEST, untouched::output);
        }
    }

    @Test
    void stagedContentCanBeReadBack() throws IOException {
        byte[] content = new byte[100_000];
        new Random(5).nextBytes(content);
        try (WritableStorage storage = storage(Map.of());
                StagedObject staged = staged(storage, content)) {
            for (int i = 0; i < 2; i++) {
                try (InputStream in = staged.input()) {
                    assertArrayEquals(content, in.readAllBytes());
                }
            }
            staged.create(NAME);
            assertFault(FaultCode.INVALID_REQUEST, staged::input);
            assertArrayEquals(content, content(storage, NAME));
        }
    }

    @Test
    void callsOutOfTurnAreRefused() throws IOException {
        try (WritableStorage storage = storage(Map.of(NAME, bytes("old")))) {
            StoredObject seen = storage.list().get(0);
            try (StagedObject staged = storage.stage()) {
                assertFault(FaultCode.INVALID_REQUEST, staged::input);
                assertFault(FaultCode.INVALID_REQUEST, () -> staged.create("new"));
                OutputStream out = staged.output();
                assertFault(FaultCode.INVALID_REQUEST, staged::output);
                assertFault(FaultCode.INVALID_REQUEST, () -> staged.replace(seen));
                out.close();
                staged.create("new");
                assertFault(FaultCode.INVALID_REQUEST, () -> staged.create("newer"));
                assertFault(FaultCode.INVALID_REQUEST, () -> staged.replace(seen));
            }
            assertEquals(2, storage.list().size());
        }
    }

    @Test
    void replacedObjectHasNewContentAndAnotherVersion() throws IOException {
        try (WritableStorage storage = storage(Map.of(NAME, bytes("0000")))) {
            StoredObject seen = storage.list().get(0);
            Set<String> versions = new HashSet<>(Set.of(seen.version()));
            for (int i = 1; i <= 9; i++) {
                byte[] content = bytes("000" + i);
                StoredObject now = replace(storage, seen, content);
                assertTrue(versions.add(now.version()), now::toString);
                assertEquals(List.of(now), storage.list());
                assertArrayEquals(content, content(storage, NAME));
                seen = now;
            }
        }
    }

    @Test
    void whoeverSawAnotherVersionLoses() throws IOException {
        try (WritableStorage storage = storage(Map.of(NAME, bytes("old")))) {
            StoredObject old = storage.list().get(0);
            StoredObject now = replace(storage, old, bytes("now"));
            assertFault(FaultCode.CONFLICT, () -> replace(storage, old, bytes("bad")));
            assertFault(FaultCode.CONFLICT, () -> storage.duplicate(old, BACKUP));
            assertFault(FaultCode.CONFLICT, () -> storage.delete(old));
            assertEquals(List.of(now), storage.list());
            assertArrayEquals(bytes("now"), content(storage, NAME));
            storage.delete(now);
            assertFault(FaultCode.CONFLICT, () -> replace(storage, now, bytes("bad")));
            assertFault(FaultCode.CONFLICT, () -> storage.duplicate(now, BACKUP));
            assertFault(FaultCode.CONFLICT, () -> storage.delete(now));
            assertEquals(List.of(), storage.list());
        }
    }

    @Test
    void loserMayTryAgain() throws IOException {
        try (WritableStorage storage = storage(Map.of(NAME, bytes("old")))) {
            StoredObject old = storage.list().get(0);
            StoredObject now = replace(storage, old, bytes("now"));
            try (StagedObject staged = staged(storage, bytes("newest"))) {
                assertFault(FaultCode.CONFLICT, () -> staged.create(NAME));
                assertFault(FaultCode.CONFLICT, () -> staged.replace(old));
                assertFault(FaultCode.INVALID_REQUEST, () -> staged.create("a/b"));
                assertNotEquals(now.version(), staged.replace(now).version());
            }
            assertArrayEquals(bytes("newest"), content(storage, NAME));
        }
    }

    @Test
    void secondNameLivesOnItsOwn() throws IOException {
        try (WritableStorage storage = storage(Map.of(NAME, bytes("old")))) {
            StoredObject seen = storage.list().get(0);
            StoredObject backup = storage.duplicate(seen, BACKUP);
            assertEquals(BACKUP, backup.name());
            assertEquals(seen.size(), backup.size());
            assertEquals(seen.modified(), backup.modified());
            assertEquals(List.of(backup, seen), storage.list());
            StoredObject now = replace(storage, seen, bytes("new"));
            assertEquals(List.of(backup, now), storage.list());
            storage.delete(now);
            assertArrayEquals(bytes("old"), content(storage, BACKUP));
            replace(storage, backup, bytes("newer"));
            assertArrayEquals(bytes("newer"), content(storage, BACKUP));
        }
    }

    @Test
    void secondNameMustBeFree() throws IOException {
        try (WritableStorage storage = storage(Map.of(NAME, bytes("old"), BACKUP, bytes("older")))) {
            List<StoredObject> before = storage.list();
            assertFault(FaultCode.CONFLICT, () -> storage.duplicate(before.get(1), BACKUP));
            assertFault(FaultCode.CONFLICT, () -> storage.duplicate(before.get(1), NAME));
            assertEquals(before, storage.list());
            assertArrayEquals(bytes("older"), content(storage, BACKUP));
        }
    }

    @Test
    void deletedObjectIsGone() throws IOException {
        try (WritableStorage storage = storage(Map.of(NAME, bytes("old"), "other", bytes("x")))) {
            storage.delete(storage.list().get(0));
            assertEquals(
                    List.of("other"),
                    storage.list().stream().map(StoredObject::name).toList());
            assertFault(FaultCode.NOT_FOUND, () -> storage.open(NAME));
            create(storage, NAME, bytes("again"));
            assertArrayEquals(bytes("again"), content(storage, NAME));
        }
    }

    @Test
    void namesThatAreNoneAreRefused() throws IOException {
        try (WritableStorage storage = storage(Map.of(NAME, bytes("old")))) {
            List<StoredObject> before = storage.list();
            StoredObject seen = before.get(0);
            for (String name : NO_PLAIN_NAMES) {
                StoredObject renamed = new StoredObject(name, seen.size(), seen.modified(), seen.version());
                assertFault(FaultCode.INVALID_REQUEST, () -> create(storage, name, bytes("x")));
                assertFault(FaultCode.INVALID_REQUEST, () -> replace(storage, renamed, bytes("x")));
                assertFault(FaultCode.INVALID_REQUEST, () -> storage.duplicate(seen, name));
                assertFault(FaultCode.INVALID_REQUEST, () -> storage.duplicate(renamed, "x"));
                assertFault(FaultCode.INVALID_REQUEST, () -> storage.delete(renamed));
            }
            String tooLong = "x".repeat(5000);
            assertFault(FaultCode.INVALID_REQUEST, () -> create(storage, tooLong, bytes("x")));
            assertFault(FaultCode.INVALID_REQUEST, () -> storage.duplicate(seen, tooLong));
            assertEquals(before, storage.list());
        }
    }

    @Test
    void openStreamStaysWithItsVersion() throws IOException {
        byte[] old = new byte[200_000];
        try (WritableStorage storage = storage(Map.of(NAME, old))) {
            try (InputStream in = storage.open(NAME)) {
                byte[] start = in.readNBytes(10);
                byte[] changed = new byte[200_000];
                Arrays.fill(changed, (byte) 1);
                StoredObject now = replace(storage, storage.list().get(0), changed);
                storage.delete(now);
                byte[] rest = in.readAllBytes();
                assertEquals(old.length, start.length + rest.length);
                assertArrayEquals(new byte[rest.length], rest);
            }
        }
    }

    @Test
    void closingDiscardsWhatIsStaged() throws IOException {
        WritableStorage storage = storage(Map.of(NAME, bytes("old")));
        StoredObject seen = storage.list().get(0);
        StagedObject staged = staged(storage, bytes("new"));
        storage.close();
        assertFault(FaultCode.INVALID_REQUEST, () -> staged.replace(seen));
        assertFault(FaultCode.INVALID_REQUEST, storage::stage);
        assertFault(FaultCode.INVALID_REQUEST, () -> storage.duplicate(seen, BACKUP));
        assertFault(FaultCode.INVALID_REQUEST, () -> storage.delete(seen));
        staged.close();
    }
}
