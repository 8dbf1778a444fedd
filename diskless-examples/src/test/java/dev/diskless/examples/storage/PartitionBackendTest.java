package dev.diskless.examples.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.contract.storage.StorageBackendContract;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.spi.StorageBackend;
import dev.diskless.storage.PartitionBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionBackendTest extends StorageBackendContract {

    @TempDir
    Path folder;

    @Override
    protected StorageBackend backend() {
        return new PartitionBackend();
    }

    @Override
    protected String location() throws IOException {
        return StorageImage.partitioned(folder.resolve("disk.img"), Map.of()) + ":1";
    }

    @Override
    protected String missing() {
        return folder.resolve("missing.img") + ":1";
    }

    @Test
    void addressesDirectoriesAndMemoryAreForOthers() throws IOException {
        for (String location : List.of("http://h:80", "ram:1", "/dir", "disk.img", ":1", "s3://b:1")) {
            assertEquals(Optional.empty(), backend().open(location, options()), location);
        }
        assertThrows(InvalidRequestException.class, () -> backend().open("disk.img:0", options()));
    }
}
