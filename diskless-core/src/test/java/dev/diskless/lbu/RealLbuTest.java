package dev.diskless.lbu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.diskless.contract.tool.HostAbility;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.contract.tool.Samples;
import dev.diskless.storage.DirectoryStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real lbu of alpine-conf 3.11 on a real root, and this library, each on what the other one wrote. */
@Tag("chroot")
class RealLbuTest {

    private static final Instant YESTERDAY = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private Path root;
    private Path medium;
    private String overlay;
    private String host;

    @BeforeEach
    void machine() throws IOException {
        HostAbility.chroot();
        root = Files.createDirectory(folder.resolve("root"));
        RealTool tar = RealTool.named("tar");
        tar.run("-xzf", Samples.miniRoot(), "-C", root).succeeded();
        tar.run("-xzf", conf(), "-C", root, "sbin", "lib", "etc").succeeded();
        medium = Files.createDirectories(root.resolve("media/usb"));
        Files.createDirectories(root.resolve("proc"));
        Files.writeString(root.resolve("proc/mounts"), "/dev/sda1 /media/usb ext4 rw 0 0\n");
        host = real("hostname").succeeded().out().strip();
        overlay = host + ".apkovl.tar.gz";
        changeRoot();
    }

    private static Path conf() throws IOException {
        try (Stream<Path> packages = Files.list(Samples.medium().resolve("apks/aarch64"))) {
            return packages.filter(file -> file.getFileName().toString().startsWith("alpine-conf-"))
                    .findFirst()
                    .orElseGet(() -> abort("no alpine-conf in the sample medium"));
        }
    }

    private void changeRoot() throws IOException {
        write("etc/motd", "hello\n");
        write("etc/a b", "blank\n");
        write("etc/" + "long".repeat(30), "long\n");
        write("etc/init.d/own", "not saved: only links are\n");
        write("root/.ssh/authorized_keys", "key\n");
        write("srv/data", "data\n");
        write("srv/not", "not\n");
        Files.createSymbolicLink(root.resolve("etc/link"), Path.of("/etc/motd"));
        Files.createLink(root.resolve("etc/zweiter"), root.resolve("etc/motd"));
        Files.createDirectory(root.resolve("etc/empty"));
        Files.setPosixFilePermissions(root.resolve("etc/passwd"), PosixFilePermissions.fromString("rw-------"));
        Files.setAttribute(root.resolve("srv/data"), "unix:uid", 1000);
        RealTool.named("mknod").run(root.resolve("etc/null"), "c", "1", "3").succeeded();
        RealTool.named("mkfifo").run(root.resolve("etc/fifo")).succeeded();
        real("lbu", "include", "/root/.ssh", "srv").succeeded();
        real("lbu", "exclude", "srv/not", "/etc/secfixes.d").succeeded();
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(YESTERDAY));
    }

    private RealTool.Outcome real(Object... line) {
        Object[] arguments =
                Stream.concat(Stream.of((Object) root), Arrays.stream(line)).toArray();
        return RealTool.named("chroot").run(arguments);
    }

    private Lbu lbu() throws IOException {
        return Lbu.of(root, DirectoryStorage.of(medium, new Random(1))).withHostname(host);
    }

    private static List<String> sorted(String lines) {
        return lines.lines().sorted().toList();
    }

    private List<String> detailed(String name) {
        List<String> lines = RealTool.named("tar")
                .run("--numeric-owner", "--full-time", "-tvzf", medium.resolve(name))
                .succeeded()
                .out()
                .lines()
                .toList();
        // Of a file with two names the real one may call the other one the first.
        return lines.stream()
                .filter(line -> !line.contains("etc/motd") && !line.contains("etc/zweiter"))
                .sorted()
                .toList();
    }

    @Test
    void bothListTheSame() throws IOException {
        assertEquals(
                sorted(real("lbu", "list").succeeded().out()),
                lbu().list().stream().sorted().toList());
    }

    @Test
    void bothSaveTheSame() throws IOException {
        real("lbu", "commit", "usb").succeeded();
        Files.move(medium.resolve(overlay), medium.resolve("theirs"));
        lbu().commit();
        assertEquals(detailed("theirs"), detailed(overlay));
    }

    @Test
    void whatTheySavedIsCleanForUs() throws IOException {
        real("lbu", "commit", "usb").succeeded();
        Status status = lbu().status();
        assertTrue(status.isClean(), status.toString());
        assertEquals("", lbu().diff().text());
    }

    @Test
    void whatWeSavedIsCleanForThem() throws IOException {
        lbu().commit();
        assertEquals("", real("lbu", "status", "usb").succeeded().out());
        // It says of every device that it is one, on both sides.
        assertEquals(
                List.of(),
                real("lbu", "diff", "usb")
                        .succeeded()
                        .out()
                        .lines()
                        .filter(line -> !line.endsWith(" is not a regular file or directory and was skipped"))
                        .toList());
    }

    @Test
    void bothSeeTheSameChanges() throws IOException {
        lbu().commit();
        Files.writeString(root.resolve("etc/a b"), "other\n");
        Files.createDirectory(root.resolve("etc/fresh"));
        Files.writeString(root.resolve("etc/fresh/file"), "new\n");
        Files.delete(root.resolve("srv/data"));
        String theirs = real("lbu", "status", "usb").succeeded().out();
        String ours = lbu().newStatus().impliedParents().call().toString();
        assertEquals(sorted(theirs), sorted(ours));
        String diff = real("lbu", "diff", "usb").out();
        assertTrue(diff.contains("\n-blank\n+other\n"), diff);
        assertTrue(lbu().diff().text().contains("\n-blank\n+other\n"));
    }

    @Test
    void theyRevertToWhatWeKept() throws IOException {
        lbu().commit();
        byte[] first = Files.readAllBytes(medium.resolve(overlay));
        Files.writeString(root.resolve("etc/motd"), "second\n");
        String kept = lbu().newCommit().limit(3).call().kept().orElseThrow();
        byte[] second = Files.readAllBytes(medium.resolve(overlay));
        // Of two overlays of one second it would lose one.
        Files.setLastModifiedTime(medium.resolve(overlay), FileTime.from(YESTERDAY));
        assertEquals(kept + "\n", real("lbu", "list-backup", "usb").succeeded().out());
        real("lbu", "revert", kept, "usb").succeeded();
        assertArrayEquals(first, Files.readAllBytes(medium.resolve(overlay)));
        List<Backup> backups = lbu().backups();
        assertEquals(1, backups.size());
        assertArrayEquals(
                second, Files.readAllBytes(medium.resolve(backups.get(0).name())));
    }

    @Test
    void weRevertToWhatTheyKept() throws IOException {
        write("etc/lbu/lbu.conf", "BACKUP_LIMIT=3\n");
        real("lbu", "commit", "usb").succeeded();
        byte[] first = Files.readAllBytes(medium.resolve(overlay));
        Files.setLastModifiedTime(medium.resolve(overlay), FileTime.from(YESTERDAY));
        Files.writeString(root.resolve("etc/motd"), "second\n");
        real("lbu", "commit", "usb").succeeded();
        List<Backup> backups = lbu().backups();
        assertEquals(
                List.of(host + ".20260101000000.tar.gz"),
                backups.stream().map(Backup::name).toList());
        RevertResult result = lbu().revert(backups.get(0).name());
        assertTrue(result.verified());
        assertArrayEquals(first, Files.readAllBytes(medium.resolve(overlay)));
        assertEquals(
                result.undo().orElseThrow() + "\n",
                real("lbu", "list-backup", "usb").succeeded().out());
    }

    @Test
    void bothForgetTheSame() throws IOException {
        write("etc/lbu/lbu.conf", "BACKUP_LIMIT=2\n");
        for (int year = 2020; year < 2024; year++) {
            Files.writeString(medium.resolve(host + "." + year + "0101000000.tar.gz"), "x");
        }
        lbu().commit();
        assertEquals(2, lbu().backups().size());
        real("lbu", "commit", "usb").succeeded();
        List<String> theirs = sorted(real("lbu", "list-backup", "usb").out());
        assertEquals(2, theirs.size());
        assertEquals(host + ".20230101000000.tar.gz", theirs.get(0));
        assertEquals(theirs, lbu().backups().stream().map(Backup::name).toList());
    }
}
