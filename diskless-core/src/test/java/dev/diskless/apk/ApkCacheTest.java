package dev.diskless.apk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.diskless.contract.cache.PackageCacheContract;
import dev.diskless.medium.CacheDescription;
import dev.diskless.medium.Finding;
import dev.diskless.medium.Trust;
import dev.diskless.progress.Progress;
import dev.diskless.spi.PackageCache;
import dev.diskless.spi.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The cache of apk: the contract, and the codes of its findings. */
class ApkCacheTest extends PackageCacheContract {

    private static final String BUSYBOX = "busybox-1\\.36\\.1-r2\\.[0-9a-f]{8}\\.apk";

    @Override
    protected PackageCache cache() {
        return new ApkCache();
    }

    @Override
    protected Map<String, PublicKey> fill(Path directory) throws IOException {
        Repository repository = Workshop.small(temp.resolve("repository/x86_64"));
        new CacheWriter(repository, RepositoryAddress.of("https://example.org/main"), Workshop.TIME)
                .write(repository.resolve(List.of("meta")), directory, Progress.silent());
        return Workshop.publicKeys();
    }

    @Test
    void isFoundByName() throws IOException {
        assertInstanceOf(ApkCache.class, Registry.standard().find(PackageCache.class, "apk"));
    }

    @Test
    void tellsATruncatedPackage() throws IOException {
        change(BUSYBOX, bytes -> Arrays.copyOf(bytes, bytes.length - 7));
        assertEquals(List.of("package-truncated"), codes());
    }

    @Test
    void tellsAPackageThatIsTooLong() throws IOException {
        change(BUSYBOX, bytes -> Arrays.copyOf(bytes, bytes.length + 7));
        assertEquals(List.of("package-too-long"), codes());
    }

    @Test
    void tellsAnotherBuildUnderTheSameName() throws IOException {
        change(BUSYBOX, bytes -> GzipPieces.changeHeader(bytes, 1));
        assertEquals(List.of("package-identity-mismatch"), codes());
    }

    @Test
    void tellsDataOfAnotherBuild() throws IOException {
        change(BUSYBOX, GzipPieces::changeHeaderOfLastMember);
        assertEquals(List.of("package-data-mismatch"), codes());
    }

    @Test
    void tellsADamagedPackage() throws IOException {
        change(BUSYBOX, bytes -> GzipPieces.flip(bytes, bytes.length - 100));
        assertEquals(List.of("package-damaged"), codes());
    }

    @Test
    void tellsAPackageThatNoIndexNames() throws IOException {
        Path cache = filled();
        Path other = new Workshop(temp.resolve("other/x86_64")).add("stray", "1-r0");
        Files.copy(other, cache.resolve("stray-1-r0.01234567.apk"));
        assertEquals(List.of("package-not-indexed"), codes());
    }

    @Test
    void tellsLeftoversFromForeignFiles() throws IOException {
        Path cache = filled();
        Files.writeString(cache.resolve(".apknew.busybox-1.36.1-r2.01234567.apk"), "half");
        Files.writeString(cache.resolve("busybox.apk"), "a name that apk does not use");
        Files.createDirectory(cache.resolve("lost+found"));
        Files.writeString(cache.resolve("installed"), "");
        assertEquals(List.of("leftover-file", "foreign-file", "foreign-file"), codes());
    }

    @Test
    void tellsPackagesWithoutAnIndex() throws IOException {
        Path cache = filled();
        for (Path file : list(cache, "APKINDEX.*")) {
            Files.delete(file);
        }
        assertEquals(List.of("no-index", "package-not-indexed", "package-not-indexed", "package-not-indexed"), codes());
    }

    @Test
    void tellsAWrongSignatureAnUnknownKeyAndNoSignature() throws IOException {
        Path cache = filled();
        List<Path> indexes = list(cache, "APKINDEX.*");
        Path first = indexes.get(0);
        byte[] whole = Files.readAllBytes(first);
        Files.write(first, GzipPieces.changeHeaderOfLastMember(whole));
        assertEquals(List.of("index-signature-wrong"), codes());
        Files.write(first, Arrays.copyOfRange(whole, GzipPieces.starts(whole).get(1), whole.length));
        assertEquals(List.of("index-unsigned"), codes());
        Files.write(first, GzipPieces.flip(whole, whole.length - 20));
        assertEquals(List.of("index-damaged"), codes());
        Files.write(first, whole);
        CacheDescription found = cache().inspect(
                        cache, Map.of("other.rsa.pub", Workshop.keyPair().getPublic()), true, Progress.silent());
        assertEquals(
                List.of("index-key-unknown", "index-key-unknown"),
                found.findings().stream().map(Finding::code).toList());
        assertEquals(Trust.UNVERIFIED, found.trust());
    }

    private interface Change {
        byte[] apply(byte[] bytes) throws IOException;
    }

    private void change(String name, Change change) throws IOException {
        Path file = list(filled(), name).get(0);
        Files.write(file, change.apply(Files.readAllBytes(file)));
    }

    private Path filled() throws IOException {
        Path cache = temp.resolve("cache");
        fill(cache);
        return cache;
    }

    private List<String> codes() throws IOException {
        return cache()
                .inspect(temp.resolve("cache"), Workshop.publicKeys(), true, Progress.silent())
                .findings()
                .stream()
                .map(Finding::code)
                .toList();
    }

    private static List<Path> list(Path directory, String pattern) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches(pattern))
                    .sorted()
                    .toList();
        }
    }
}
