package dev.diskless.examples.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.storage.WritableStorageContract;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.ImageFullException;
import dev.diskless.spi.StagedObject;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StoredObject;
import dev.diskless.spi.WritableStorage;
import dev.diskless.storage.PartitionStorage;
import dev.diskless.storage.Storages;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of storages on a partition of an image, under a clock that stands still. */
class PartitionStorageTest extends WritableStorageContract {

    @TempDir
    Path folder;

    private int images;

    @Override
    protected WritableStorage storage(Map<String, byte[]> objects) throws IOException {
        Path image = StorageImage.partitioned(folder.resolve("disk" + images++ + ".img"), objects);
        return (WritableStorage) Storages.open(image + ":2", StorageImage.options());
    }

    private Storage open(Path image, int partition) throws IOException {
        return PartitionStorage.open(image, partition, StorageImage.options());
    }

    private static FaultCode code(IOException thrown) {
        return assertInstanceOf(Fault.class, thrown, thrown::toString).code();
    }

    private static StoredObject store(Storage storage, String name, byte[] content) throws IOException {
        try (StagedObject staged = ((WritableStorage) storage).stage()) {
            try (OutputStream out = staged.output()) {
                out.write(content);
            }
            return staged.create(name);
        }
    }

    @Test
    void imageWithOneFileSystemNeedsNoNumber() throws IOException {
        Path image = StorageImage.bare(folder.resolve("bare.img"), Map.of("a", new byte[3]));
        try (Storage storage = Storages.open(image.toString(), StorageImage.options())) {
            assertEquals(image.toString(), storage.identity());
            assertEquals("a", storage.list().get(0).name());
            assertInstanceOf(WritableStorage.class, storage);
        }
        Path two = StorageImage.partitioned(folder.resolve("two.img"), Map.of("a", new byte[3]));
        IOException thrown = assertThrows(IOException.class, () -> open(two, 0));
        assertEquals(FaultCode.INVALID_REQUEST, code(thrown));
        assertTrue(thrown.getMessage().contains("two.img:2"), thrown.getMessage());
    }

    @Test
    void whatIsNotThereIsSaid() throws IOException {
        Path image = StorageImage.partitioned(folder.resolve("two.img"), Map.of());
        Path empty = Files.write(folder.resolve("empty.img"), new byte[1 << 20]);
        assertEquals(FaultCode.NOT_FOUND, code(assertThrows(IOException.class, () -> open(image, 3))));
        assertEquals(FaultCode.NOT_FOUND, code(assertThrows(IOException.class, () -> open(empty, 0))));
        assertEquals(FaultCode.NOT_FOUND, code(assertThrows(IOException.class, () -> open(empty, 1))));
        assertEquals(
                FaultCode.NOT_FOUND,
                code(assertThrows(IOException.class, () -> open(folder.resolve("missing.img"), 1))));
        assertEquals(FaultCode.INVALID_REQUEST, code(assertThrows(IOException.class, () -> open(folder, 1))));
    }

    @Test
    void imageIsChangedByOneOnly() throws IOException {
        Path image = StorageImage.bare(folder.resolve("bare.img"), Map.of());
        Storage first = open(image, 0);
        assertEquals(FaultCode.CONFLICT, code(assertThrows(IOException.class, () -> open(image, 0))));
        store(first, "a", new byte[5]);
        first.close();
        try (Storage second = open(image, 0)) {
            assertEquals(5, second.list().get(0).size());
        }
    }

    @Test
    void versionsOutliveTheOpening() throws IOException {
        Path image = StorageImage.bare(folder.resolve("bare.img"), Map.of("a", new byte[3]));
        List<StoredObject> before;
        try (Storage storage = open(image, 0)) {
            before = storage.list();
        }
        try (Storage storage = open(image, 0)) {
            assertEquals(before, storage.list());
        }
    }

    @Test
    void fullFileSystemKeepsWhatItHasAndCanBeFreed() throws IOException {
        Path image = StorageImage.bare(folder.resolve("bare.img"), Map.of("old", new byte[4 << 20]));
        try (Storage storage = open(image, 0)) {
            List<StoredObject> before = storage.list();
            long room = storage.usableBytes().orElseThrow();
            assertTrue(room > 0 && room < 12 << 20, "room " + room);
            ImageFullException thrown =
                    assertThrows(ImageFullException.class, () -> store(storage, "new", new byte[12 << 20]));
            assertTrue(thrown.getMessage().contains(image.toString()), thrown.getMessage());
            assertEquals(before, storage.list());
            assertEquals(room, storage.usableBytes().orElseThrow());
            ((WritableStorage) storage).duplicate(before.get(0), "copy");
            ((WritableStorage) storage).delete(before.get(0));
            ((WritableStorage) storage).delete(storage.list().get(0));
            store(storage, "new", new byte[4 << 20]);
        }
        judge(image);
    }

    @Test
    void e2fsckFindsNothingAfterManyCommits() throws IOException {
        Path image = StorageImage.bare(folder.resolve("bare.img"), Map.of("active", new byte[300]));
        try (Storage open = open(image, 0)) {
            WritableStorage storage = (WritableStorage) open;
            for (int i = 0; i < 10; i++) {
                StoredObject seen = storage.list().get(0);
                try (StagedObject staged = storage.stage()) {
                    try (OutputStream out = staged.output()) {
                        out.write(new byte[100_000 + i]);
                    }
                    storage.duplicate(seen, "backup" + i);
                    staged.replace(seen);
                }
            }
            assertEquals(11, storage.list().size());
        }
        judge(image);
    }

    private static void judge(Path image) {
        RealTool.Outcome outcome = RealTool.named("e2fsck").run("-fn", image);
        assertEquals(0, outcome.status(), outcome.out() + outcome.err());
        RealTool.Outcome names =
                RealTool.named("debugfs").run("-R", "ls -l /", image).succeeded();
        assertFalse(names.out().contains(".diskless-"), names.out());
    }
}
