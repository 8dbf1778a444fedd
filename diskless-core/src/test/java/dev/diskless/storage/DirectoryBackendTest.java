package dev.diskless.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.storage.StorageBackendContract;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.spi.StorageBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryBackendTest extends StorageBackendContract {

    @TempDir
    Path directory;

    @Override
    protected StorageBackend backend() {
        return new DirectoryBackend();
    }

    @Override
    protected String location() {
        return directory.toString();
    }

    @Override
    protected String missing() {
        return directory.resolve("missing").toString();
    }

    @Test
    void fileAddressesAndRelativePathsAreDirectories() throws IOException {
        assertTrue(backend().open(directory.toUri().toString(), options()).isPresent());
        assertTrue(backend().open(".", options()).isPresent());
        Path odd = Files.createDirectory(directory.resolve("odd:1"));
        assertTrue(backend().open(odd + "/", options()).isPresent());
    }

    @Test
    void addressesAndPartitionsAreForOthers() throws IOException {
        for (String location : List.of("http://example.org/a", "s3:bucket", "disk.img:1", "/tmp/disk.img:2")) {
            assertEquals(Optional.empty(), backend().open(location, options()));
        }
    }

    @Test
    void malformedPathsAreRefused() {
        for (String location : List.of("a\0b", "file:relative", "file://host/x", "file:///%zz", "file:///a?b")) {
            assertThrows(InvalidRequestException.class, () -> backend().open(location, options()), location);
        }
    }
}
