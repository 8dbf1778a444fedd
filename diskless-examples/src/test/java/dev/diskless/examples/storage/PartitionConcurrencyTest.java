package dev.diskless.examples.storage;

import dev.diskless.contract.storage.ConcurrentStorageContract;
import dev.diskless.spi.WritableStorage;
import dev.diskless.storage.PartitionStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Many threads on one file system of an image, which only one storage can open. */
class PartitionConcurrencyTest extends ConcurrentStorageContract {

    @TempDir
    Path folder;

    @Override
    protected WritableStorage[] storages(int count) throws IOException {
        Path image = StorageImage.bare(folder.resolve("disk.img"), Map.of());
        WritableStorage[] storages = new WritableStorage[count];
        Arrays.fill(storages, PartitionStorage.open(image, 0, StorageImage.options()));
        return storages;
    }
}
