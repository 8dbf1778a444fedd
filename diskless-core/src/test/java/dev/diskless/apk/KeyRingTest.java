package dev.diskless.apk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.LimitExceededException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys from files, directories and packages. */
class KeyRingTest {

    private static final PublicKey KEY = Workshop.publicKeys().get(Workshop.KEY_NAME);
    private static final PublicKey OTHER = Workshop.keyPair().getPublic();

    @TempDir
    private Path temp;

    @Test
    void readsAFileUnderItsOwnName() throws IOException {
        Path file = Files.writeString(temp.resolve("any.name"), Workshop.pem(KEY));
        assertEquals(Map.of("any.name", KEY), KeyRing.load(List.of(file)).keys());
    }

    @Test
    void readsTheKeyFilesOfADirectory() throws IOException {
        Files.writeString(temp.resolve("a.rsa.pub"), Workshop.pem(KEY));
        Files.writeString(temp.resolve(".hidden.rsa.pub"), "no key");
        Files.writeString(temp.resolve("a.rsa"), "a private key");
        Files.createDirectory(temp.resolve("x86.pub"));
        assertEquals(Set.of("a.rsa.pub"), KeyRing.load(List.of(temp)).names());
    }

    @Test
    void theFirstOfTwoKeysOfOneNameCounts() throws IOException {
        Path one = Files.writeString(Files.createDirectory(temp.resolve("1")).resolve("k.pub"), Workshop.pem(KEY));
        Path two = Files.writeString(Files.createDirectory(temp.resolve("2")).resolve("k.pub"), Workshop.pem(OTHER));
        assertEquals(KEY, KeyRing.load(List.of(one, two)).keys().get("k.pub"));
        KeyRing ring = KeyRing.load(List.of(two)).plus(KeyRing.load(List.of(one)));
        assertEquals(OTHER, ring.keys().get("k.pub"));
    }

    @Test
    void aMalformedKeyIsToldByItsFile() throws IOException {
        for (String text : List.of(
                "",
                "-----BEGIN PUBLIC KEY-----\n",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
                "-----BEGIN PUBLIC KEY-----\n\u0001=\n-----END PUBLIC KEY-----\n",
                "-----END PUBLIC KEY-----\n-----BEGIN PUBLIC KEY-----\n",
                Workshop.pem(KEY).replace("PUBLIC", "PRIVATE"))) {
            Path file = Files.writeString(temp.resolve("bad.rsa.pub"), text);
            for (Path place : List.of(file, temp)) {
                CorruptInputException fault =
                        assertThrows(CorruptInputException.class, () -> KeyRing.load(List.of(place)));
                assertEquals(file.toString(), fault.detail().path());
            }
        }
    }

    @Test
    void aHugeKeyFileIsALimit() throws IOException {
        Path file = Files.write(temp.resolve("big.pub"), new byte[70_000]);
        assertThrows(LimitExceededException.class, () -> KeyRing.load(List.of(file)));
    }

    @Test
    void aMissingFileAndAnEmptyDirectoryAreTold() {
        for (Path place : List.of(temp.resolve("none"), temp)) {
            DisklessException fault = assertThrows(DisklessException.class, () -> KeyRing.load(List.of(place)));
            assertEquals(FaultCode.NOT_FOUND, fault.code());
        }
    }

    @Test
    void readsTheKeysOfAPackage() throws IOException {
        Path directory = temp.resolve("x86_64");
        byte[] pem = Workshop.pem(KEY).getBytes(StandardCharsets.UTF_8);
        byte[] other = Workshop.pem(OTHER).getBytes(StandardCharsets.UTF_8);
        new Workshop(directory)
                .addBare(new PackageWriter("alpine-keys", "2.5-r0")
                        .file("etc/apk/keys/a.rsa.pub", pem, 0644)
                        .file("usr/share/apk/keys/a.rsa.pub", other, 0644)
                        .file("usr/share/apk/keys/b.rsa.pub", other, 0644)
                        .link("usr/share/apk/keys/x86/c.rsa.pub", "../b.rsa.pub")
                        .file("usr/share/doc/d.rsa.pub", "no key".getBytes(StandardCharsets.UTF_8), 0644));
        KeyRing ring = KeyRing.ofRepository(directory);
        assertEquals(Set.of("a.rsa.pub", "b.rsa.pub"), ring.names());
        assertEquals(KEY, ring.keys().get("a.rsa.pub"));
    }

    @Test
    void aRepositoryWithoutKeysHasNone() throws IOException {
        assertTrue(KeyRing.ofRepository(temp).isEmpty());
    }

    @Test
    void showsNamesAndNeverKeys() {
        assertEquals("KeyRing[" + Workshop.KEY_NAME + "]", Workshop.ring().toString());
        assertFalse(Workshop.signingKey().toString().contains("modulus"));
    }
}
