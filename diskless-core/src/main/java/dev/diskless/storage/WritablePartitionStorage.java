package dev.diskless.storage;

import dev.diskless.spi.StagedObject;
import dev.diskless.spi.StoredObject;
import dev.diskless.spi.WritableStorage;
import java.io.IOException;
import java.nio.file.FileSystem;

/** The root directory of a file system that can be changed. */
final class WritablePartitionStorage extends PartitionStorage implements WritableStorage {

    WritablePartitionStorage(DirectoryStorage root, FileSystem fileSystem, OpenedDevice device) {
        super(root, fileSystem, device, null);
    }

    @Override
    public StagedObject stage() throws IOException {
        return root().stage();
    }

    @Override
    public StoredObject duplicate(StoredObject seen, String as) throws IOException {
        return root().duplicate(seen, as);
    }

    @Override
    public void delete(StoredObject seen) throws IOException {
        root().delete(seen);
    }
}
