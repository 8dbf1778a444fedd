package dev.diskless.apk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.progress.StrictListener;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.contract.tool.Samples;
import dev.diskless.medium.CacheDescription;
import dev.diskless.medium.Trust;
import dev.diskless.progress.Cancellation;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real medium: its index, its packages, and a cache filled from it that the real apk installs from. */
class SampleMediumTest {

    private static final String KEY = "alpine-devel@lists.alpinelinux.org-58199dcc.rsa.pub";
    private static final Instant TIME = Instant.ofEpochSecond(1_611_000_000);

    @TempDir
    private Path temp;

    private Path directory;
    private KeyRing keys;

    @BeforeEach
    void openKeys() throws IOException {
        directory = Samples.medium().resolve("apks/aarch64");
        keys = KeyRing.ofRepository(directory);
    }

    @Test
    void mediumVouchesForItself() throws IOException {
        Repository repository = open(directory);
        assertTrue(keys.names().contains(KEY), keys::toString);
        assertEquals(KEY, repository.signedBy());
        assertEquals(65, repository.packages().size());
        assertEquals("3.13.1", repository.description());
        assertEquals("aarch64", repository.architecture());
        assertEquals(
                "https://dl-cdn.alpinelinux.org/alpine/v3.13/main",
                RepositoryAddress.ofRelease(repository).orElseThrow().text());
    }

    @Test
    void everyPackageIsTheOneThatTheIndexNames() throws IOException {
        for (PackageInfo item : open(directory).packages()) {
            Path file = directory.resolve(item.fileName());
            assertEquals(Files.size(file), item.size(), item::toString);
            try (InputStream in = Files.newInputStream(file);
                    GzipMembers members = new GzipMembers(in, file)) {
                PackageReader reader = new PackageReader(members, file, GzipMembers.NO_TAP, Progress.silent());
                reader.verify(item.identity());
                assertEquals(
                        item.toString(),
                        reader.control().first("pkgname") + "-"
                                + reader.control().first("pkgver"));
            }
        }
    }

    @Test
    void readsALargeIndexOfAnotherRelease() throws IOException {
        Path file = Samples.of("full.APKINDEX.tar.gz");
        try (InputStream in = Files.newInputStream(file)) {
            IndexReader.Content index = IndexReader.read(in, file, java.util.Map.of(), Progress.silent());
            assertEquals(4464, index.packages().size());
            assertEquals(IndexReader.Seal.UNKNOWN_KEY, index.seal());
            assertEquals(List.of("alpine-devel@lists.alpinelinux.org-4a6a0840.rsa.pub"), index.keyNames());
            assertEquals(Files.size(file), index.size());
        }
    }

    @Test
    void opensslAgreesWithTheSignature() throws IOException {
        RealTool openssl = RealTool.named("openssl");
        byte[] index = Files.readAllBytes(directory.resolve(Repository.INDEX));
        Path signed = Files.write(temp.resolve("signed"), GzipPieces.member(index, 1));
        Path signature = temp.resolve("signature");
        try (InputStream in = Files.newInputStream(directory.resolve(Repository.INDEX));
                GzipMembers members = new GzipMembers(in, "index")) {
            members.next(GzipMembers.NO_TAP, 1 << 20);
            TarMember tar = new TarMember(members);
            assertEquals(".SIGN.RSA." + KEY, tar.next().name());
            Files.write(signature, tar.content(1 << 16));
        }
        Path key = Files.writeString(
                temp.resolve("key.pem"), Workshop.pem(keys.keys().get(KEY)));
        openssl.run("dgst", "-sha1", "-verify", key, "-signature", signature, signed)
                .succeeded();
        Files.write(signed, new byte[] {0}, java.nio.file.StandardOpenOption.APPEND);
        assertEquals(
                1,
                openssl.run("dgst", "-sha1", "-verify", key, "-signature", signature, signed)
                        .status());
    }

    @Test
    void aFilledCacheIsSoundAndItsFilesHaveTheTimeGiven() throws IOException {
        Path cache = Files.createDirectory(temp.resolve("cache"));
        StrictListener listener = new StrictListener();
        Selection selection = open(directory).resolve(List.of("alpine-base", "openssh", "chrony"));
        try (Progress progress = Progress.root("test", 1, listener, Cancellation.NEVER)) {
            fill(selection, cache, progress);
        }
        listener.assertComplete();
        CacheDescription found = new ApkCache().inspect(cache, keys.keys(), false, Progress.silent());
        assertEquals(List.of(), found.findings());
        assertEquals(32, found.packages());
        assertEquals(selection.totalSize(), found.bytes());
        assertEquals(2, found.indexes().size());
        assertEquals(Trust.CONSISTENT, found.trust());
        try (Stream<Path> files = Files.list(cache)) {
            for (Path file : files.toList()) {
                assertEquals(FileTime.from(TIME), Files.getLastModifiedTime(file), file::toString);
            }
        }
        for (PackageInfo item : selection.packages()) {
            assertArrayEquals(
                    Files.readAllBytes(directory.resolve(item.fileName())),
                    Files.readAllBytes(cache.resolve(item.cacheName())));
        }
    }

    @Test
    @Tag("chroot")
    void theRealApkInstallsFromTheCacheOffline() throws IOException {
        RealApk apk = RealApk.in(temp);
        Selection selection = open(directory).resolve(List.of("alpine-base", "openssh", "chrony"));
        Path cache = Files.createDirectories(apk.root().resolve("cache"));
        RepositoryAddress address = fill(selection, cache, Progress.silent());
        Files.writeString(apk.root().resolve("repositories"), address.text() + "\n");
        Files.createDirectories(apk.root().resolve("target"));
        String output = apk.run(
                        "add",
                        "--initdb",
                        "--root",
                        "/target",
                        "--arch",
                        "aarch64",
                        "--no-network",
                        "--no-scripts",
                        "--cache-dir",
                        "/cache",
                        "--keys-dir",
                        "/usr/share/apk/keys",
                        "--repositories-file",
                        "/repositories",
                        "alpine-base",
                        "openssh",
                        "chrony")
                .succeeded()
                .out();
        TreeSet<String> expected = new TreeSet<>();
        selection.packages().forEach(item -> expected.add(item.toString()));
        assertEquals(expected, RealApk.installed(output));
        assertTrue(Files.exists(apk.root().resolve("target/usr/sbin/sshd")));
        assertTrue(Files.exists(apk.root().resolve("target/etc/init.d/chronyd")));
        apk.removeLinks("target");
    }

    private Repository open(Path place) throws IOException {
        return Repository.open(place, keys, Progress.silent());
    }

    private RepositoryAddress fill(Selection selection, Path cache, Progress progress) throws IOException {
        Repository repository = open(directory);
        RepositoryAddress address = RepositoryAddress.ofRelease(repository).orElseThrow();
        long bytes = new CacheWriter(repository, address, TIME).write(selection, cache, progress);
        assertEquals(selection.totalSize() + 2 * Files.size(directory.resolve(Repository.INDEX)), bytes);
        return address;
    }
}
