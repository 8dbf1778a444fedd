package dev.diskless.storage;

import dev.diskless.contract.storage.ConcurrentStorageContract;
import dev.diskless.spi.WritableStorage;
import java.time.Clock;
import java.util.Arrays;

class RamConcurrencyTest extends ConcurrentStorageContract {

    @Override
    protected WritableStorage[] storages(int count) {
        WritableStorage[] storages = new WritableStorage[count];
        Arrays.fill(storages, RamStorage.create(Clock.systemUTC()));
        return storages;
    }
}
