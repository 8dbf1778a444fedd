package dev.diskless.storage;

import dev.diskless.contract.storage.ConcurrentStorageContract;
import dev.diskless.spi.WritableStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

class DirectoryConcurrencyTest extends ConcurrentStorageContract {

    @TempDir
    Path directory;

    @Override
    protected WritableStorage[] storages(int count) throws IOException {
        WritableStorage[] storages = new WritableStorage[count];
        for (int i = 0; i < count; i++) {
            storages[i] = DirectoryStorage.of(directory, new Random(i));
        }
        return storages;
    }
}
