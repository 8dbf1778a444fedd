package dev.diskless.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.storage.WritableStorageContract;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.spi.StagedObject;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StoredObject;
import dev.diskless.spi.WritableStorage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStorageTest extends WritableStorageContract {

    @TempDir
    Path directory;

    @Override
    protected WritableStorage storage(Map<String, byte[]> objects) throws IOException {
        fill(directory, objects);
        return DirectoryStorage.of(directory, new Random(1));
    }

    private static void fill(Path directory, Map<String, byte[]> objects) throws IOException {
        for (Map.Entry<String, byte[]> object : objects.entrySet()) {
            Files.write(directory.resolve(object.getKey()), object.getValue());
        }
    }

    @Test
    void directoriesAndLinksAreNotObjects() throws IOException {
        Files.createDirectory(directory.resolve("directory"));
        Files.createSymbolicLink(directory.resolve("link"), Path.of("file"));
        Files.writeString(directory.resolve("file"), "x");
        try (Storage storage = DirectoryStorage.of(directory, new Random(1))) {
            assertEquals(
                    List.of("file"),
                    storage.list().stream().map(StoredObject::name).toList());
            assertEquals(List.of("link"), storage.strays());
            for (String name : List.of("directory", "link")) {
                DisklessException fault = assertThrows(DisklessException.class, () -> storage.open(name));
                assertEquals(FaultCode.NOT_FOUND, fault.code());
            }
        }
    }

    @Test
    void aDirectoryInsideAnArchiveIsAStorageToo() throws IOException {
        Path zip = directory.resolve("a.zip");
        try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            fill(files.getPath("/"), Map.of("a", new byte[3], "b", new byte[4]));
            try (Storage storage = DirectoryStorage.of(files.getPath("/"), new Random(1))) {
                assertEquals(
                        List.of("a", "b"),
                        storage.list().stream().map(StoredObject::name).toList());
                assertEquals(4, storage.open("b").readAllBytes().length);
            }
        }
    }

    @Test
    void whatIsMissingOrNoDirectoryIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");
        assertEquals(
                FaultCode.INVALID_REQUEST,
                assertThrows(DisklessException.class, () -> DirectoryStorage.of(file, new Random(1)))
                        .code());
        assertEquals(
                FaultCode.NOT_FOUND,
                assertThrows(
                                DisklessException.class,
                                () -> DirectoryStorage.of(directory.resolve("missing"), new Random(1)))
                        .code());
    }

    private static StagedObject staged(DirectoryStorage storage) throws IOException {
        StagedObject staged = storage.stage();
        try (OutputStream out = staged.output()) {
            out.write(1);
        }
        return staged;
    }

    private static void fails(FaultCode code, Executable call) {
        assertEquals(code, assertThrows(DisklessException.class, call).code());
    }

    @Test
    void whatIsNoObjectIsNeverReplaced() throws IOException {
        Files.createDirectory(directory.resolve("directory"));
        Path target = Files.writeString(directory.resolve("target"), "x");
        Files.createSymbolicLink(directory.resolve("link"), target.getFileName());
        try (DirectoryStorage storage = DirectoryStorage.of(directory, new Random(1));
                StagedObject staged = staged(storage)) {
            StoredObject seen = storage.list().get(0);
            for (String name : List.of("directory", "link")) {
                StoredObject renamed = new StoredObject(name, seen.size(), seen.modified(), seen.version());
                fails(FaultCode.EXISTS, () -> staged.create(name));
                fails(FaultCode.EXISTS, () -> staged.replace(renamed));
                fails(FaultCode.EXISTS, () -> storage.duplicate(seen, name));
                fails(FaultCode.EXISTS, () -> storage.delete(renamed));
            }
            fails(FaultCode.INVALID_REQUEST, () -> staged.create("x".repeat(256)));
            staged.create("x".repeat(255));
        }
        assertEquals("x", Files.readString(target));
        assertTrue(Files.isSymbolicLink(directory.resolve("link")));
    }

    @Test
    void onlyTheOwnerReadsWhatIsStoredAndNoBootFindsWhatIsStaged() throws IOException {
        try (DirectoryStorage storage = DirectoryStorage.of(directory, new Random(1));
                StagedObject staged = staged(storage)) {
            String name = String.valueOf(((StagedFile) staged).file().getFileName());
            assertTrue(name.matches("\\.diskless-[0-9a-f]{16}"), name);
            staged.create("a");
            assertEquals(
                    "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("a"))));
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void directoryThatGoesAwayIsSaid() throws IOException {
        Path lost = Files.createDirectory(directory.resolve("lost"));
        try (DirectoryStorage storage = DirectoryStorage.of(lost, new Random(1))) {
            Files.delete(lost);
            fails(FaultCode.NOT_FOUND, storage::list);
            fails(FaultCode.NOT_FOUND, storage::stage);
        }
    }
}
