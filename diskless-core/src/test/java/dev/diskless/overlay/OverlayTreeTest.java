package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.progress.StrictListener;
import dev.diskless.fault.CancelledException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.progress.Cancellation;
import dev.diskless.progress.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class OverlayTreeTest {

    private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);

    @TempDir
    Path directory;

    @Test
    void newEntriesAreSortedBehindTheirParents() throws IOException {
        OverlayTree tree = tree().text("root/.ssh/known_hosts", "")
                .text("etc/motd", "hello\n")
                .enable("sshd", "default")
                .directory("etc/local.d", 0750);
        assertEquals(
                List.of(
                        "etc",
                        "etc/local.d",
                        "etc/motd",
                        "etc/runlevels",
                        "etc/runlevels/default",
                        "etc/runlevels/default/sshd",
                        "root",
                        "root/.ssh",
                        "root/.ssh/known_hosts"),
                names(tree));
        assertEquals(
                OverlayEntry.symlink("etc/runlevels/default/sshd", "/etc/init.d/sshd", TIME),
                tree.entries().get(5));
        assertEquals(OverlayEntry.directory("root", 0700, TIME), tree.entries().get(6));
        assertEquals(OverlayEntry.directory("etc", 0755, TIME), tree.entries().get(0));
    }

    @Test
    void entriesAreReplacedAndChanged() throws IOException {
        OverlayTree tree = tree().text("etc/a", "one")
                .text("etc/a", "three")
                .mode("etc/a", 0600)
                .owner("etc/a", 100, 101);
        assertEquals(
                new OverlayEntry("etc/a", EntryType.FILE, 0600, 100, 101, TIME, 5, "", 0, 0),
                tree.entries().get(1));
        assertEquals(Optional.of("three"), tree.text("etc/a"));
        assertTrue(tree.contains("etc/a"));
        tree.remove("etc");
        assertFalse(tree.contains("etc/a"));
        assertEquals(List.of(), tree.entries());
    }

    @Test
    void textKeepsBytesThatAreNotUtf8() throws IOException {
        byte[] bytes = {'a', (byte) 0xff, (byte) 0xc3, (byte) 0xa9};
        OverlayTree tree = tree().bytes("etc/a", bytes);
        assertEquals(Optional.of("a\udcff\u00e9"), tree.text("etc/a"));
        assertArrayEquals(
                digest(tree), digest(tree().text("etc/a", tree.text("etc/a").orElseThrow())));
    }

    @Test
    void pathsThatCannotBeAreRefused() {
        for (String path : List.of(
                "",
                "/etc/a",
                "etc/../a",
                "./a/b",
                "etc//a",
                "etc/a/",
                "etc/a\n",
                "etc/a\0",
                "motd",
                "dev/null",
                "proc/a",
                "sys/a",
                "run/a",
                "etc/" + "x".repeat(5000))) {
            refused(() -> tree().text(path, ""));
        }
        refused(() -> tree().symlink("lib", "usr/lib"));
        refused(() -> tree().directory("dev", 0755));
        refused(() -> tree().text("etc/a", "\ud800"));
        refused(() -> tree().symlink("etc/a", ""));
        refused(() -> tree().directory("etc", 010000));
        refused(() -> tree().enable("../a", "default"));
        refused(() -> tree().enable("sshd", "a/b"));
        refused(() -> tree().mode("etc/a", 0600));
        refused(() -> tree().text("etc/a", "").owner("etc/a", -1, 0));
        refused(() -> tree().symlink("etc/a", "b").mode("etc/a", 0600));
        refused(() -> tree().remove("../etc"));
    }

    @Test
    void entriesBelowWhatIsNoDirectoryAreRefused() {
        refused(() -> tree().symlink("etc/a", "/x").text("etc/a/b", "").entries());
        refused(() -> tree().text("etc/a", "")
                .enable("sshd", "default")
                .text("etc/runlevels", "")
                .entries());
    }

    @Test
    void directoriesForAllUsersNeedTheirStickyBit() throws IOException {
        refused(() -> tree().text("tmp/a", "").entries());
        refused(() -> tree().text("var/tmp/a", "").entries());
        refused(() -> tree().directory("tmp", 0777).entries());
        assertEquals(
                List.of("tmp", "tmp/a"), names(tree().directory("tmp", 01777).text("tmp/a", "")));
    }

    @Test
    void aFileHasTheContentAndModeOfItsSource() throws IOException {
        Path source = source("hello");
        Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rwxr-x--x"));
        OverlayTree tree = tree().file("usr/local/bin/tool", source);
        assertEquals(
                OverlayEntry.file("usr/local/bin/tool", 0751, TIME, 5),
                tree.entries().get(3));
        assertEquals(Optional.of("hello"), tree.text("usr/local/bin/tool"));
        assertArrayEquals(
                write(tree().text("usr/local/bin/tool", "hello").mode("usr/local/bin/tool", 0751)), write(tree));
    }

    @Test
    void aSourceThatIsMissingOrNoFileIsRefused() {
        DisklessException missing =
                assertThrows(DisklessException.class, () -> tree().file("etc/a", directory.resolve("missing")));
        assertEquals(FaultCode.NOT_FOUND, missing.code());
        refused(() -> tree().file("etc/a", directory));
    }

    @Test
    void aSourceThatChangedIsAConflict() throws IOException {
        Path source = source("hello");
        OverlayTree tree = tree().file("etc/a", source);
        Files.writeString(source, "hello world");
        assertEquals(FaultCode.CONFLICT, fault(() -> write(tree)));
        Files.writeString(source, "jello");
        Files.setLastModifiedTime(source, FileTime.fromMillis(5));
        assertEquals(FaultCode.CONFLICT, fault(() -> write(tree)));
        assertEquals(FaultCode.CONFLICT, fault(() -> digest(tree)));
    }

    @Test
    void aFileTooLargeForATextIsRefused() throws IOException {
        OverlayTree tree = tree().bytes("etc/a", new byte[OverlayTree.MAX_TEXT_BYTES + 1]);
        assertThrows(LimitExceededException.class, () -> tree.text("etc/a"));
    }

    @Test
    void whatIsNoFileHasNoText() throws IOException {
        OverlayTree tree = tree().symlink("etc/a", "b");
        assertEquals(Optional.empty(), tree.text("etc/a"));
        assertEquals(Optional.empty(), tree.text("etc"));
        assertEquals(Optional.empty(), tree.text("etc/b"));
    }

    @Test
    void theOrderOfCallsTheZoneAndTheLocaleDoNotMatter() throws IOException {
        byte[] first = write(tree().text("etc/b", "2").text("etc/a", "1").enable("sshd", "default"));
        TimeZone zone = TimeZone.getDefault();
        Locale locale = Locale.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
            Locale.setDefault(Locale.forLanguageTag("ar-u-nu-arab"));
            assertArrayEquals(
                    first,
                    write(tree().enable("sshd", "default").text("etc/a", "1").text("etc/b", "2")));
        } finally {
            TimeZone.setDefault(zone);
            Locale.setDefault(locale);
        }
    }

    @Test
    void theDigestKnowsEverythingButTimes() throws IOException {
        byte[] digest = digest(sample());
        assertArrayEquals(digest, digest(sample()));
        assertNotEquals(hex(digest), hex(digest(sample().text("etc/a", "2"))));
        assertNotEquals(hex(digest), hex(digest(sample().text("etc/c", ""))));
        assertNotEquals(hex(digest), hex(digest(sample().mode("etc/a", 0600))));
        assertNotEquals(hex(digest), hex(digest(sample().owner("etc/a", 0, 1))));
        assertNotEquals(hex(digest), hex(digest(sample().symlink("etc/b", "ab"))));
    }

    @Test
    void progressCountsEntries() throws IOException {
        StrictListener listener = new StrictListener();
        try (Progress progress = Progress.root("all", 1, listener, Cancellation.NEVER)) {
            sample().writeTo(new ApkovlFormat(), new ByteArrayOutputStream(), progress);
        }
        listener.assertComplete();
    }

    @Test
    void cancellingEndsTheWriteAndClosesTheTarget() {
        boolean[] closed = new boolean[1];
        ByteArrayOutputStream target = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        int[] polls = new int[1];
        Progress progress = Progress.root("all", 1, event -> {}, () -> ++polls[0] > 2);
        assertThrows(CancelledException.class, () -> sample().writeTo(new ApkovlFormat(), target, progress));
        assertTrue(closed[0]);
    }

    @Test
    void aFailedWriteNeverLooksWhole() throws IOException {
        Path source = source("hello");
        OverlayTree tree = sample().file("etc/z", source);
        Files.delete(source);
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        assertThrows(IOException.class, () -> tree.writeTo(new ApkovlFormat(), target, Progress.silent()));
        Path file = directory.resolve("failed.apkovl.tar.gz");
        Files.write(file, target.toByteArray());
        assertThrows(IOException.class, () -> OverlayTree.from(file, new ApkovlFormat(), TIME));
    }

    private static OverlayTree sample() throws IOException {
        return tree().text("etc/a", "1").symlink("etc/b", "a").directory("etc/d", 0700);
    }

    private static OverlayTree tree() {
        return OverlayTree.create(TIME);
    }

    private Path source(String content) throws IOException {
        return Files.writeString(directory.resolve("source"), content);
    }

    private static List<String> names(OverlayTree tree) throws IOException {
        return tree.entries().stream().map(OverlayEntry::name).toList();
    }

    private static byte[] write(OverlayTree tree) throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        tree.writeTo(new ApkovlFormat(), target, Progress.silent());
        return target.toByteArray();
    }

    private static byte[] digest(OverlayTree tree) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            tree.addTo(digest, Progress.silent());
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static void refused(Executable call) {
        assertEquals(
                FaultCode.INVALID_REQUEST,
                assertThrows(InvalidRequestException.class, call).code());
    }

    private static FaultCode fault(Executable call) {
        return assertInstanceOf(DisklessException.class, assertThrows(IOException.class, call))
                .code();
    }
}
