package dev.diskless.apk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.CancelledException;
import dev.diskless.medium.CacheDescription;
import dev.diskless.medium.Trust;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressListener;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Filling a cache. */
class CacheWriterTest {

    @TempDir
    private Path temp;

    private Repository repository;
    private Path cache;

    @BeforeEach
    void build() throws IOException {
        repository = Workshop.small(temp.resolve("repository/x86_64"));
        cache = Files.createDirectory(temp.resolve("cache"));
    }

    @Test
    void namesAreThoseOfApk() throws IOException {
        write(Progress.silent());
        TreeSet<String> expected = new TreeSet<>(address().indexNames("x86_64"));
        for (String name : List.of("alpine-base", "busybox")) {
            PackageInfo item = repository.newest(name).orElseThrow();
            expected.add(item + "." + item.identity().shortHex() + ".apk");
        }
        assertEquals(expected, names());
    }

    @Test
    void aFileThatIsThereIsNeverTouched() throws IOException {
        Path there = cache.resolve(repository.newest("busybox").orElseThrow().cacheName());
        Files.writeString(there, "precious");
        assertThrows(FileAlreadyExistsException.class, () -> write(Progress.silent()));
        assertEquals("precious", Files.readString(there));
    }

    @Test
    void cancellationAtAnyPointLeavesOnlyWholeFiles() throws IOException {
        int points = 0;
        for (boolean done = false; !done; points++) {
            AtomicInteger left = new AtomicInteger(points);
            Progress progress = Progress.root("test", 1, ProgressListener.NONE, () -> left.getAndDecrement() <= 0);
            try {
                write(progress);
                done = true;
            } catch (CancelledException e) {
                CacheDescription found = new ApkCache().inspect(cache, Workshop.publicKeys(), true, Progress.silent());
                assertTrue(
                        found.findings().stream()
                                .allMatch(finding -> finding.code().equals("no-index")
                                        || finding.code().equals("package-not-indexed")),
                        found::toString);
            }
            for (String name : names()) {
                Files.delete(cache.resolve(name));
            }
        }
        assertTrue(points > 4);
    }

    @Test
    void theTrustOfTheCacheIsThatOfItsKeys() throws IOException {
        write(Progress.silent());
        CacheDescription found = new ApkCache().inspect(cache, Workshop.publicKeys(), false, Progress.silent());
        assertEquals(Trust.CONSISTENT, found.trust());
        assertEquals(List.of(Workshop.KEY_NAME), found.signedBy());
    }

    private void write(Progress progress) throws IOException {
        new CacheWriter(repository, address(), Workshop.TIME)
                .write(repository.resolve(List.of("alpine-base")), cache, progress);
    }

    private static RepositoryAddress address() throws IOException {
        return RepositoryAddress.of("https://example.org/alpine/v3.20/main");
    }

    private TreeSet<String> names() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.list(cache)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }
}
