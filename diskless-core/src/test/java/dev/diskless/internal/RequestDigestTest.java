package dev.diskless.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestDigestTest {

    @TempDir
    Path root;

    @Test
    void sameRequestGivesSameIdentities() {
        Identity first = new RequestDigest().option("size", 1).identity();
        Identity second = new RequestDigest().option("size", 1).identity();
        assertEquals(first.uuid("file system"), second.uuid("file system"));
        assertEquals(first.diskSignature(), second.diskSignature());
    }

    @Test
    void purposesGiveDifferentIdentities() {
        Identity identity = new RequestDigest().identity();
        assertNotEquals(identity.uuid("file system"), identity.uuid("hash seed"));
    }

    @Test
    void uuidsAreOfVersionEight() {
        UUID uuid = new RequestDigest().identity().uuid("file system");
        assertEquals(8, uuid.version());
        assertEquals(2, uuid.variant());
    }

    @Test
    void diskSignatureIsEightDigitsAndNotZero() {
        String signature = new RequestDigest().identity().diskSignature();
        assertTrue(signature.matches("[0-9a-f]{8}"), signature);
        assertNotEquals("00000000", signature);
    }

    @Test
    void boundariesBetweenFactsCount() {
        assertNotEquals(
                new RequestDigest().option("a", "bc").identity().uuid("x"),
                new RequestDigest().option("ab", "c").identity().uuid("x"));
        assertNotEquals(
                new RequestDigest().option("a", null).identity().uuid("x"),
                new RequestDigest().option("a", "").identity().uuid("x"));
    }

    @Test
    void everyFactOfAFileCounts() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "one");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        UUID before = digest(file);
        assertEquals(before, digest(file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        UUID mode = digest(file);
        assertNotEquals(before, mode);
        Files.setLastModifiedTime(file, FileTime.fromMillis(2000));
        UUID time = digest(file);
        assertNotEquals(mode, time);
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, FileTime.fromMillis(2000));
        assertNotEquals(time, digest(file));
    }

    private UUID digest(Path file) throws IOException {
        return new RequestDigest()
                .file(root, file, false, Progress.silent())
                .identity()
                .uuid("x");
    }
}
