package dev.diskless.storage;

import dev.diskless.contract.storage.DirectoryFaultContract;
import dev.diskless.spi.WritableStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

class DirectoryFaultTest extends DirectoryFaultContract {

    @Override
    protected WritableStorage open(Path directory) throws IOException {
        return DirectoryStorage.of(directory, new Random(1));
    }
}
