package dev.diskless.apk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.fault.UntrustedException;
import dev.diskless.progress.Progress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of damage of a package is told, and none gets into a cache. */
class PackageDamageTest {

    @TempDir
    private Path temp;

    private Repository repository;
    private Path file;
    private byte[] whole;
    private PackageInfo item;

    @BeforeEach
    void build() throws IOException {
        repository = Workshop.small(temp.resolve("repository/x86_64"));
        item = repository.newest("busybox").orElseThrow();
        file = repository.directory().resolve(item.fileName());
        whole = Files.readAllBytes(file);
    }

    @Test
    void aSoundPackagePasses() throws IOException {
        assertEquals(3, GzipPieces.starts(whole).size());
        assertEquals(item.identity(), read(whole).identity());
    }

    @Test
    void aChangedByteInAnyMemberIsTold() throws IOException {
        List<Integer> starts = GzipPieces.starts(whole);
        for (int member = 0; member < 3; member++) {
            byte[] bytes = GzipPieces.flip(whole, starts.get(member) + 40);
            DisklessException fault = assertThrows(DisklessException.class, () -> read(bytes));
            assertTrue(fault.code() == FaultCode.CORRUPT || fault.code() == FaultCode.UNTRUSTED, fault::toString);
            assertRefused(bytes, DisklessException.class);
        }
    }

    @Test
    void everyTruncationIsTold() throws IOException {
        for (int length = 0; length < whole.length; length += length < 64 ? 1 : 37) {
            byte[] bytes = Arrays.copyOf(whole, length);
            CorruptInputException fault = assertThrows(CorruptInputException.class, () -> read(bytes));
            assertTrue(fault.detail().offset() <= length);
        }
        for (int start : GzipPieces.starts(whole)) {
            byte[] bytes = Arrays.copyOf(whole, start);
            assertThrows(CorruptInputException.class, () -> read(bytes));
            assertRefused(bytes, CorruptInputException.class);
        }
    }

    @Test
    void truncationNamesTheFileAndBothSizes() throws IOException {
        Files.write(file, Arrays.copyOf(whole, whole.length - 3));
        CorruptInputException fault = assertRefused(Files.readAllBytes(file), CorruptInputException.class);
        assertEquals(file.toString(), fault.detail().path());
        assertTrue(fault.detail().expected().startsWith(Integer.toString(whole.length)));
        assertTrue(fault.detail().found().startsWith(Integer.toString(whole.length - 3)));
        assertTrue(fault.cure().isPresent());
    }

    @Test
    void aSecondDataMemberIsTold() throws IOException {
        byte[] bytes = GzipPieces.join(whole, GzipPieces.member(whole, 2));
        assertThrows(CorruptInputException.class, () -> read(bytes));
    }

    @Test
    void aSecondControlMemberIsTold() throws IOException {
        byte[] bytes =
                GzipPieces.join(GzipPieces.first(whole, 2), GzipPieces.member(whole, 1), GzipPieces.member(whole, 2));
        assertThrows(DisklessException.class, () -> read(bytes));
    }

    @Test
    void bytesAfterTheDataAreTold() {
        byte[] bytes = Arrays.copyOf(whole, whole.length + 4);
        CorruptInputException fault = assertThrows(CorruptInputException.class, () -> read(bytes));
        assertEquals(whole.length, fault.detail().offset());
        assertRefused(bytes, CorruptInputException.class);
    }

    @Test
    void anotherBuildOfTheSameSizeIsTold() throws IOException {
        byte[] bytes = GzipPieces.changeHeader(whole, 1);
        UntrustedException fault = assertRefused(bytes, UntrustedException.class);
        assertEquals(item.identity().toString(), fault.detail().expected());
    }

    @Test
    void otherDataOfTheSameContentAreTold() throws IOException {
        assertRefused(GzipPieces.changeHeaderOfLastMember(whole), UntrustedException.class);
    }

    @Test
    void thePackagesOwnSignatureDoesNotMatter() throws IOException {
        byte[] unsigned = Arrays.copyOfRange(whole, GzipPieces.starts(whole).get(1), whole.length);
        assertEquals(item.identity(), read(unsigned).identity());
    }

    @Test
    void aPackageThatDoesNotNameItsDataIsTold() throws IOException {
        assertThrows(CorruptInputException.class, () -> read(packageWith("pkgname = a\npkgver = 1-r0\n")));
        assertThrows(
                CorruptInputException.class, () -> read(packageWith("pkgname = a\npkgver = 1-r0\ndatahash = 1234\n")));
    }

    @Test
    void aPackageWithAnotherHashOfItsDataIsTold() throws IOException {
        String control = "pkgname = a\npkgver = 1-r0\ndatahash = " + "0".repeat(64) + "\n";
        assertThrows(UntrustedException.class, () -> read(packageWith(control)));
    }

    @Test
    void aPackageWithoutControlFileOrWithABadNameIsTold() throws IOException {
        byte[] noControl = SignedMembers.member(
                tar -> SignedMembers.file(tar, ".post-install", new byte[3], 0755, Workshop.TIME), false);
        byte[] bytes = GzipPieces.join(noControl, GzipPieces.member(whole, 2));
        assertThrows(CorruptInputException.class, () -> read(bytes));
        assertThrows(CorruptInputException.class, () -> read(packageWith("pkgname = ../a\npkgver = 1-r0\n")));
    }

    @Test
    void filesInTheControlMemberAreTold() throws IOException {
        byte[] control = SignedMembers.member(
                tar -> SignedMembers.file(tar, "etc/passwd", new byte[3], 0644, Workshop.TIME), false);
        byte[] bytes = GzipPieces.join(control, GzipPieces.member(whole, 2));
        assertThrows(CorruptInputException.class, () -> read(bytes));
    }

    @Test
    void aControlMemberThatInflatesWithoutEndIsALimit() throws IOException {
        byte[] zeros = new byte[1 << 16];
        byte[] control = SignedMembers.member(
                tar -> {
                    SignedMembers.file(
                            tar,
                            ".PKGINFO",
                            "pkgname = a\npkgver = 1\n".getBytes(StandardCharsets.UTF_8),
                            0644,
                            Workshop.TIME);
                    var entry = SignedMembers.entry(".post-install", (byte) '0', 0755, Workshop.TIME);
                    entry.setSize(64L << 20);
                    tar.putArchiveEntry(entry);
                    for (int i = 0; i < 1024; i++) {
                        tar.write(zeros);
                    }
                    tar.closeArchiveEntry();
                },
                false);
        assertThrows(LimitExceededException.class, () -> read(control));
    }

    @Test
    void aMissingPackageNamesItsFile() throws IOException {
        Files.delete(file);
        DisklessException fault = assertThrows(DisklessException.class, this::fill);
        assertEquals(FaultCode.NOT_FOUND, fault.code());
        assertEquals(file.toString(), fault.detail().path());
    }

    @Test
    void anIndexThatChangesMeanwhileIsRefused() throws IOException {
        Path index = repository.directory().resolve(Repository.INDEX);
        byte[] bytes = Files.readAllBytes(index);
        Files.write(index, GzipPieces.changeHeaderOfLastMember(bytes));
        assertThrows(UntrustedException.class, this::fill);
        Files.write(index, Arrays.copyOf(bytes, bytes.length - 1));
        assertThrows(UntrustedException.class, this::fill);
        Files.write(index, Arrays.copyOf(bytes, bytes.length + 1));
        assertThrows(UntrustedException.class, this::fill);
    }

    @Test
    void randomDamageGivesOnlyTypedFaults() throws IOException {
        Random random = new Random(20240607);
        Path cache = temp.resolve("cache").resolve(item.cacheName());
        int passed = 0;
        for (int round = 0; round < 2000; round++) {
            Files.write(file, Mutations.of(whole, random));
            try {
                fill();
                // Only the signature member, which does not matter here, can differ.
                passed++;
                byte[] copied = Files.readAllBytes(cache);
                assertArrayEquals(afterSignature(whole), afterSignature(copied));
            } catch (DisklessException e) {
                assertFalse(e.detail().message().isEmpty());
                assertFalse(Files.exists(cache));
            }
        }
        assertTrue(passed < 200, "only damage that does not matter passes, but " + passed + " did");
    }

    private static byte[] afterSignature(byte[] bytes) throws IOException {
        return Arrays.copyOfRange(bytes, GzipPieces.starts(bytes).get(1), bytes.length);
    }

    private PackageReader read(byte[] bytes) throws IOException {
        try (GzipMembers members = new GzipMembers(new ByteArrayInputStream(bytes), "package")) {
            PackageReader reader = new PackageReader(members, "package", GzipMembers.NO_TAP, Progress.silent());
            reader.verify(null);
            return reader;
        }
    }

    private byte[] packageWith(String control) throws IOException {
        byte[] text = control.getBytes(StandardCharsets.UTF_8);
        byte[] first =
                SignedMembers.member(tar -> SignedMembers.file(tar, ".PKGINFO", text, 0644, Workshop.TIME), false);
        return GzipPieces.join(first, SignedMembers.member(TarArchiveOutputStream::flush, true));
    }

    private <T extends DisklessException> T assertRefused(byte[] bytes, Class<T> type) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        T fault = assertThrows(type, this::fill);
        assertEquals(file.toString(), fault.detail().path());
        assertFalse(Files.exists(temp.resolve("cache").resolve(item.cacheName())));
        return fault;
    }

    private void fill() throws IOException {
        Path cache = Files.createDirectories(temp.resolve("cache"));
        for (String name : List.of("busybox", "alpine-base")) {
            Files.deleteIfExists(
                    cache.resolve(repository.newest(name).orElseThrow().cacheName()));
        }
        for (String name : RepositoryAddress.of("https://example.org/main").indexNames("x86_64")) {
            Files.deleteIfExists(cache.resolve(name));
        }
        new CacheWriter(repository, RepositoryAddress.of("https://example.org/main"), Workshop.TIME)
                .write(repository.resolve(List.of("busybox")), cache, Progress.silent());
    }
}
