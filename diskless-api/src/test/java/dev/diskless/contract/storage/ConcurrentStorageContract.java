package dev.diskless.contract.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.spi.StagedObject;
import dev.diskless.spi.StoredObject;
import dev.diskless.spi.WritableStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Extend it, give storages on one place, and inherit the suite: of those who write at once one wins, and none is lost. */
public abstract class ConcurrentStorageContract {

    private static final String NAME = "counter";
    private static final int THREADS = 4;
    private static final int ROUNDS = 15;

    /**
     * Storages on one new place without objects. They may be one and the same where a place can be opened only once.
     *
     * @param count how many
     */
    protected abstract WritableStorage[] storages(int count) throws IOException;

    private static byte[] number(long number) {
        // Large enough that a mix of two would show.
        ByteBuffer bytes = ByteBuffer.allocate(80_000);
        while (bytes.hasRemaining()) {
            bytes.putLong(number);
        }
        return bytes.array();
    }

    /** The number that a content repeats; a mix of two fails the test. */
    private static long number(WritableStorage storage) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(WritableStorageContract.content(storage, NAME));
        assertEquals(80_000, bytes.remaining());
        long number = bytes.getLong();
        while (bytes.hasRemaining()) {
            assertEquals(number, bytes.getLong());
        }
        return number;
    }

    private static void close(WritableStorage... storages) throws IOException {
        for (WritableStorage storage : storages) {
            storage.close();
        }
    }

    private static boolean wins(StoredObjectCall call) throws IOException {
        try {
            call.run();
            return true;
        } catch (IOException e) {
            assertEquals(FaultCode.CONFLICT, assertInstanceOf(Fault.class, e).code(), e::toString);
            return false;
        }
    }

    private interface StoredObjectCall {
        void run() throws IOException;
    }

    @Test
    void oneOfTwoWhoStagedAtOnceWins() throws IOException {
        WritableStorage[] two = storages(2);
        StoredObject seen = WritableStorageContract.create(two[0], NAME, number(0));
        try (StagedObject first = WritableStorageContract.staged(two[0], number(1));
                StagedObject second = WritableStorageContract.staged(two[1], number(2))) {
            second.replace(seen);
            StorageContract.assertFault(FaultCode.CONFLICT, () -> first.replace(seen));
            StorageContract.assertFault(FaultCode.CONFLICT, () -> first.create(NAME));
        }
        assertEquals(2, number(two[0]));
        assertEquals(1, two[0].list().size());
        close(two);
    }

    @Test
    void noIncrementIsLost() throws Exception {
        WritableStorage[] storages = storages(THREADS);
        WritableStorageContract.create(storages[0], NAME, number(0));
        AtomicInteger lost = new AtomicInteger();
        Together.run(THREADS, thread -> {
            WritableStorage storage = storages[thread];
            for (int done = 0; done < ROUNDS; ) {
                StoredObject seen = storage.list().get(0);
                long next = number(storage) + 1;
                if (wins(() -> WritableStorageContract.replace(storage, seen, number(next)))) {
                    done++;
                } else {
                    lost.incrementAndGet();
                }
            }
        });
        assertEquals(THREADS * ROUNDS, number(storages[0]), lost + " conflicts");
        assertEquals(1, storages[0].list().size());
        close(storages);
    }

    @Test
    void oneOfManyMakesAName() throws Exception {
        WritableStorage[] storages = storages(THREADS);
        for (int round = 0; round < 5; round++) {
            AtomicInteger winners = new AtomicInteger();
            AtomicInteger winner = new AtomicInteger();
            Together.run(THREADS, thread -> {
                if (wins(() -> WritableStorageContract.create(storages[thread], NAME, number(thread)))) {
                    winners.incrementAndGet();
                    winner.set(thread);
                }
            });
            assertEquals(1, winners.get());
            assertEquals(winner.get(), number(storages[0]));
            storages[1].delete(storages[0].list().get(0));
        }
        close(storages);
    }

    @Test
    void differentNamesDoNotCompete() throws Exception {
        WritableStorage[] storages = storages(THREADS);
        Together.run(THREADS, thread -> {
            for (int i = 0; i < 5; i++) {
                String name = "object-" + thread + "-" + i;
                StoredObject made = WritableStorageContract.create(storages[thread], name, new byte[] {1});
                storages[thread].duplicate(made, name + ".old");
                storages[thread].delete(made);
            }
        });
        assertEquals(THREADS * 5, storages[0].list().size());
        close(storages);
    }

    @Test
    void readersSeeWholeObjectsOnly() throws Exception {
        WritableStorage[] two = storages(2);
        WritableStorageContract.create(two[0], NAME, number(0));
        AtomicBoolean writing = new AtomicBoolean(true);
        AtomicInteger read = new AtomicInteger();
        Together.run(2, thread -> {
            if (thread == 0) {
                try {
                    for (int i = 1; i < 30; i++) {
                        WritableStorageContract.replace(two[0], two[0].list().get(0), number(i));
                    }
                } finally {
                    writing.set(false);
                }
                return;
            }
            long before = 0;
            do {
                long now = number(two[1]);
                assertTrue(now >= before, before + " was followed by " + now);
                before = now;
                read.incrementAndGet();
            } while (writing.get());
        });
        assertTrue(read.get() > 0);
        assertEquals(Map.of(NAME, 29L), Map.of(two[1].list().get(0).name(), number(two[1])));
        close(two);
    }
}
