package dev.diskless.contract.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.spi.StagedObject;
import dev.diskless.spi.StoredObject;
import dev.diskless.spi.WritableStorage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * For storages that keep their objects as files of a directory: extend it, open one on any directory, and inherit the
 * suite. Every operation of the host fails in turn in every way, and the power is cut before every one.
 */
public abstract class DirectoryFaultContract {

    private static final String ACTIVE = "edge-1.apkovl.tar.gz";
    private static final String BACKUP = "edge-1.20260711093000.tar.gz";
    private static final String OLD = "old".repeat(1000);
    private static final String NEW = "brand new".repeat(9000);
    private static final Set<FaultCode> OF_THE_HOST = Set.of(FaultCode.IO, FaultCode.FULL, FaultCode.READ_ONLY);

    @TempDir
    Path scratch;

    /** Opens the storage that keeps its objects in a directory, which need not be one of the default file system. */
    protected abstract WritableStorage open(Path directory) throws IOException;

    /** How many ways in which a cut may end are tried, for each operation. */
    protected int seeds() {
        return 12;
    }

    private static void prepare(Path directory) throws IOException {
        Files.writeString(directory.resolve(ACTIVE), OLD);
        Files.writeString(directory.resolve("other"), "other");
    }

    private static StagedObject staged(WritableStorage storage) throws IOException {
        StagedObject staged = storage.stage();
        try (OutputStream out = staged.output()) {
            out.write(NEW.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            try (staged) {
                throw e;
            }
        }
        return staged;
    }

    private interface Change {
        void run(WritableStorage storage, StoredObject seen) throws IOException;
    }

    private StorageCampaign.Act act(Change change) {
        return directory -> {
            try (WritableStorage storage = open(directory)) {
                change.run(storage, storage.list().get(0));
            }
        };
    }

    private static final Change CREATE = (storage, seen) -> {
        try (StagedObject staged = staged(storage)) {
            staged.create(BACKUP);
        }
    };

    private static final Change REPLACE = (storage, seen) -> {
        try (StagedObject staged = staged(storage)) {
            staged.replace(seen);
        }
    };

    private static final Change DUPLICATE = (storage, seen) -> storage.duplicate(seen, BACKUP);

    private static final Change DELETE = WritableStorage::delete;

    /** What lies in a directory: names and contents, staged files by their beginning alone. */
    private static Map<String, String> files(Path directory) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (name.startsWith(".diskless-")) {
                    files.put(".diskless-", "");
                } else {
                    files.put(name, Files.readString(entry, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return files;
    }

    private static Map<String, String> expected(Map<String, String> changed) {
        Map<String, String> files = new TreeMap<>(Map.of("other", "other"));
        files.putAll(changed);
        return files;
    }

    private void sweep(Path directory) throws IOException {
        try (WritableStorage storage = open(directory)) {
            storage.stage().close();
        }
    }

    private StorageCampaign.Verdict verdict(Map<String, String> before, Map<String, String> after) {
        return (directory, failure, where) -> {
            if (failure != null && !where.startsWith("cut")) {
                FaultCode code = assertInstanceOf(Fault.class, failure, where).code();
                assertTrue(OF_THE_HOST.contains(code), where + ": " + failure);
            }
            sweep(directory);
            Map<String, String> left = files(directory);
            if (failure == null) {
                assertEquals(expected(after), left, where);
            } else {
                assertTrue(
                        Set.of(expected(before), expected(after)).contains(left),
                        () -> where + ": " + left.keySet() + " " + failure);
            }
        };
    }

    private void campaigns(Change change, Map<String, String> before, Map<String, String> after) throws IOException {
        StorageCampaign.Verdict verdict = verdict(before, after);
        List<Long> seeds = LongStream.range(0, seeds()).boxed().toList();
        int met = StorageCampaign.everyFailure(scratch, DirectoryFaultContract::prepare, act(change), verdict);
        int cut = StorageCampaign.everyCut(scratch, DirectoryFaultContract::prepare, act(change), verdict, seeds);
        assertTrue(met > 8 && cut > 8, met + " failures and " + cut + " cuts are too few to have reached anything");
    }

    @Test
    void creationIsWholeOrNot() throws IOException {
        campaigns(CREATE, Map.of(ACTIVE, OLD), Map.of(ACTIVE, OLD, BACKUP, NEW));
    }

    @Test
    void replacementIsWholeOrNot() throws IOException {
        campaigns(REPLACE, Map.of(ACTIVE, OLD), Map.of(ACTIVE, NEW));
    }

    @Test
    void secondNameIsWholeOrNot() throws IOException {
        campaigns(DUPLICATE, Map.of(ACTIVE, OLD), Map.of(ACTIVE, OLD, BACKUP, OLD));
    }

    @Test
    void deletionIsWholeOrNot() throws IOException {
        campaigns(DELETE, Map.of(ACTIVE, OLD), Map.of());
    }

    @Test
    void commitWithBackupNeverLacksAnOverlay() throws IOException {
        Change commit = (storage, seen) -> {
            try (StagedObject staged = staged(storage)) {
                storage.duplicate(seen, BACKUP);
                staged.replace(seen);
            }
        };
        StorageCampaign.Verdict verdict = (directory, failure, where) -> {
            sweep(directory);
            Map<String, String> left = files(directory);
            boolean replaced = NEW.equals(left.get(ACTIVE));
            assertTrue(replaced || OLD.equals(left.get(ACTIVE)), where + ": " + left.keySet());
            String backup = left.get(BACKUP);
            assertTrue(replaced ? OLD.equals(backup) : backup == null || OLD.equals(backup), where);
            assertTrue(replaced || failure != null, where);
            assertNull(left.get(".diskless-"), where);
        };
        List<Long> seeds = LongStream.range(0, seeds()).boxed().toList();
        assertTrue(StorageCampaign.everyFailure(scratch, DirectoryFaultContract::prepare, act(commit), verdict) > 8);
        assertTrue(StorageCampaign.everyCut(scratch, DirectoryFaultContract::prepare, act(commit), verdict, seeds) > 8);
    }

    @Test
    void readingFailsWithAFault() throws IOException {
        StorageCampaign.Act read = act((storage, seen) -> storage.open(ACTIVE).readAllBytes());
        int met =
                StorageCampaign.everyFailure(scratch, DirectoryFaultContract::prepare, read, (directory, e, where) -> {
                    if (e != null) {
                        assertInstanceOf(Fault.class, e, where);
                    }
                    assertEquals(expected(Map.of(ACTIVE, OLD)), files(directory), where);
                });
        assertTrue(met > 0);
    }
}
