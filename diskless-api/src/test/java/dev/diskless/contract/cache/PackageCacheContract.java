package dev.diskless.contract.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.progress.StrictListener;
import dev.diskless.fault.CancelledException;
import dev.diskless.medium.CacheDescription;
import dev.diskless.medium.Finding;
import dev.diskless.medium.Severity;
import dev.diskless.medium.Trust;
import dev.diskless.progress.Cancellation;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressListener;
import dev.diskless.spi.PackageCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules of {@link PackageCache}: implement {@link #cache} and {@link #fill}. */
public abstract class PackageCacheContract {

    @TempDir
    protected Path temp;

    private Path directory;

    /** The plug-in. */
    protected abstract PackageCache cache();

    /**
     * Fills an empty directory with a sound cache of at least two packages and one signed index.
     *
     * @return the public keys that vouch for it, by file name
     */
    protected abstract Map<String, PublicKey> fill(Path directory) throws IOException;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createDirectory(temp.resolve("cache"));
    }

    @Test
    void nameIsPlain() {
        assertTrue(cache().name().matches("[a-z0-9-]+"), cache().name());
    }

    @Test
    void anEmptyCacheIsSound() throws IOException {
        CacheDescription found = inspect(Map.of(), false);
        assertEquals(0, found.packages());
        assertEquals(0, found.bytes());
        assertEquals(List.of(), found.indexes());
        assertEquals(List.of(), found.findings());
        assertEquals(Trust.UNVERIFIED, found.trust());
    }

    @Test
    void keysGivenAuthenticateASoundCache() throws IOException {
        Map<String, PublicKey> keys = fill(directory);
        CacheDescription found = inspect(keys, true);
        assertEquals(List.of(), found.findings());
        assertEquals(Trust.AUTHENTICATED, found.trust());
        assertTrue(found.packages() >= 2);
        assertFalse(found.indexes().isEmpty());
        assertFalse(found.signedBy().isEmpty());
        assertTrue(keys.keySet().containsAll(found.signedBy()));
    }

    @Test
    void keysOfTheMediumShowConsistencyOnly() throws IOException {
        Map<String, PublicKey> keys = fill(directory);
        assertEquals(Trust.CONSISTENT, inspect(keys, false).trust());
    }

    @Test
    void withoutKeysNothingIsVerified() throws IOException {
        fill(directory);
        CacheDescription found = inspect(Map.of(), true);
        assertEquals(Trust.UNVERIFIED, found.trust());
        assertEquals(List.of(), found.signedBy());
        assertFalse(found.findings().isEmpty());
    }

    @Test
    void bytesAreThoseOfThePackages() throws IOException {
        Map<String, PublicKey> keys = fill(directory);
        CacheDescription found = inspect(keys, true);
        long all = 0;
        for (Path file : files()) {
            all += found.indexes().contains(file.getFileName().toString()) ? 0 : Files.size(file);
        }
        assertEquals(all, found.bytes());
    }

    @Test
    void inspectionRepeatsAndChangesNothing() throws IOException {
        Map<String, PublicKey> keys = fill(directory);
        Map<Path, byte[]> before = contents();
        assertEquals(inspect(keys, true), inspect(keys, true));
        Map<Path, byte[]> after = contents();
        assertEquals(before.keySet(), after.keySet());
        before.forEach((file, bytes) -> assertTrue(Arrays.equals(bytes, after.get(file)), file::toString));
    }

    @Test
    void everyTruncatedFileIsAFindingAndNeverAnException() throws IOException {
        Map<String, PublicKey> keys = fill(directory);
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            for (int length : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
                Files.write(file, Arrays.copyOf(whole, length));
                assertBad(inspect(keys, true), file);
            }
            Files.write(file, whole);
        }
    }

    @Test
    void everyChangedFileIsAFindingAndNeverAnException() throws IOException {
        Map<String, PublicKey> keys = fill(directory);
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            byte[] changed = whole.clone();
            changed[whole.length * 3 / 4] ^= 0x10;
            Files.write(file, changed);
            assertBad(inspect(keys, true), file);
            Files.write(file, whole);
        }
    }

    @Test
    void aFileOfNobodyIsAFinding() throws IOException {
        Map<String, PublicKey> keys = fill(directory);
        Files.writeString(directory.resolve("holiday.jpg"), "no package");
        CacheDescription found = inspect(keys, true);
        assertEquals(1, found.findings().size());
        assertEquals(Trust.AUTHENTICATED, found.trust());
    }

    @Test
    void findingsDoNotDependOnTheOrderOfFiles() throws IOException {
        Map<String, PublicKey> keys = fill(directory);
        List<Path> files = files();
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        }
        List<Finding> first = inspect(keys, true).findings();
        Map<Path, byte[]> contents = contents();
        List<Path> reversed = new ArrayList<>(files);
        java.util.Collections.reverse(reversed);
        for (Path file : files) {
            Files.delete(file);
        }
        for (Path file : reversed) {
            Files.write(file, contents.get(file));
        }
        assertEquals(first, inspect(keys, true).findings());
    }

    @Test
    void reportsAsMuchProgressAsAnnounced() throws IOException {
        Map<String, PublicKey> keys = fill(directory);
        StrictListener listener = new StrictListener();
        try (Progress progress = Progress.root("test", 1, listener, Cancellation.NEVER)) {
            cache().inspect(directory, keys, true, progress);
        }
        listener.assertComplete();
    }

    @Test
    void endsWhereItIsCancelled() throws IOException {
        Map<String, PublicKey> keys = fill(directory);
        Progress progress = Progress.root("test", 1, ProgressListener.NONE, () -> true);
        assertThrows(CancelledException.class, () -> cache().inspect(directory, keys, true, progress));
    }

    private void assertBad(CacheDescription found, Path file) {
        boolean named = found.findings().stream()
                .anyMatch(finding -> finding.severity() == Severity.ERROR
                        && finding.message().contains(file.getFileName().toString()));
        assertTrue(named, () -> "no finding names " + file.getFileName() + ": " + found.findings());
    }

    private CacheDescription inspect(Map<String, PublicKey> keys, boolean given) throws IOException {
        return cache().inspect(directory, new HashMap<>(keys), given, Progress.silent());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private Map<Path, byte[]> contents() throws IOException {
        Map<Path, byte[]> contents = new TreeMap<>();
        for (Path file : files()) {
            contents.put(file, Files.readAllBytes(file));
        }
        return contents;
    }
}
