package dev.diskless.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main ways through lbu, against a root and a directory of overlays. */
class LbuProgramTest {

    @TempDir
    Path folder;

    private Path root;
    private Path medium;

    @BeforeEach
    void fixture() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        medium = Files.createDirectory(folder.resolve("medium"));
        Files.createDirectories(root.resolve("etc/lbu"));
        Files.createFile(Files.createDirectories(root.resolve("lib/apk/db")).resolve("installed"));
        Files.writeString(root.resolve("etc/hosts"), "127.0.0.1 localhost\n");
        Files.writeString(root.resolve("etc/hostname"), "box\n");
    }

    private Programs.Outcome lbu(Object... arguments) {
        List<Object> line = new ArrayList<>(List.of("lbu", arguments[0], "--root", root));
        boolean stored = List.of("commit", "ci", "status", "st", "diff", "revert", "list-backup", "lb")
                .contains(arguments[0]);
        if (stored && !Arrays.asList(arguments).contains("-a")) {
            line.addAll(List.of("--storage", medium));
        }
        line.addAll(Arrays.asList(arguments).subList(1, arguments.length));
        return Programs.run(line.toArray());
    }

    private List<String> onMedium() throws IOException {
        try (Stream<Path> files = Files.list(medium)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void addedAndDeletedIsExcluded() throws IOException {
        assertTrue(lbu("add", "-v", "root/.ssh").succeeded().out().startsWith("Adding root/.ssh to "));
        assertEquals("root/.ssh\n", lbu("inc", "-l").out());
        assertTrue(lbu("delete", "-v", "/root/.ssh").succeeded().out().startsWith("Removing root/.ssh from "));
        assertEquals("", lbu("include", "-l").out());
        assertEquals("Exclude files:\nroot/.ssh\n", lbu("ex", "-l", "-v").out());
        assertTrue(lbu("exclude", "-v", "root/.ssh").out().contains("root/.ssh is already in "));
        assertTrue(lbu("exclude", "-rv", "root/x").out().startsWith("root/x is not in "));
        assertEquals("-root/.ssh\n", Files.readString(root.resolve("etc/apk/protected_paths.d/lbu.list")));
        assertTrue(lbu("exclude", "--json", "a").out().contains("\"action\" : \"added\""));
    }

    @Test
    void removingFromNoListFails() {
        Programs.Outcome outcome = lbu("include", "-r", "x");
        assertEquals(1, outcome.status());
        assertEquals("", lbu("include", "-l", "-v").succeeded().out());
    }

    @Test
    void whatIsCommittedIsNotChangedUntilSomethingChanges() throws IOException {
        assertTrue(lbu("status").succeeded().out().contains("A etc/hosts\n"));
        assertEquals("", lbu("commit").succeeded().out());
        assertEquals(List.of("box.apkovl.tar.gz"), onMedium());
        assertEquals("", lbu("st").succeeded().out());
        assertEquals("", lbu("st").err());
        assertEquals(0, lbu("diff").status());
        Files.writeString(root.resolve("etc/hosts"), "127.0.0.1 box\n");
        Files.delete(root.resolve("etc/hostname"));
        Programs.Outcome changed = lbu("status", "--hostname", "box").succeeded();
        assertEquals("D etc/hostname\nU etc/hosts\n", changed.out());
        Programs.Outcome diff = lbu("diff", "--hostname", "box");
        assertEquals(1, diff.status());
        assertTrue(new String(diff.bytes(), java.nio.charset.StandardCharsets.UTF_8).contains("+127.0.0.1 box\n"));
        Programs.Outcome json = lbu("status", "--json", "--hostname", "box").succeeded();
        assertTrue(json.out().contains("\"clean\" : false"), json::out);
    }

    @Test
    void theArchiveIsWhatRealTarSays() throws IOException {
        lbu("commit").succeeded();
        String names = RealTool.named("tar")
                .run("-tzf", medium.resolve("box.apkovl.tar.gz"))
                .succeeded()
                .out();
        assertEquals(
                lbu("list").succeeded().out().lines().sorted().toList(),
                names.lines().sorted().toList());
        assertTrue(names.contains("etc/hosts\n"));
    }

    @Test
    void aVerboseCommitSaysWhatItDoesAndADryOneDoesNothing() throws IOException {
        Programs.Outcome dry = lbu("commit", "-n").succeeded();
        assertTrue(dry.err().contains("Archiving the following files:\n"), dry::err);
        assertTrue(dry.out().contains("Created " + medium + "/box.apkovl.tar.gz\n"), dry::out);
        assertEquals(List.of(), onMedium());
        Files.writeString(root.resolve("etc/lbu/lbu.conf"), "BACKUP_LIMIT=1\n");
        lbu("commit", "-q").succeeded();
        Programs.Outcome second = lbu("commit", "-v", "-v").succeeded();
        assertTrue(second.out().contains("Creating backup " + medium + "/box.2"), second::out);
        assertTrue(second.out().endsWith("Successfully saved apk overlay files\n"), second::out);
        assertEquals(2, onMedium().size());
        assertEquals(1, lbu("lb").succeeded().out().lines().count());
    }

    @Test
    void overlaysOfOtherHostsAreReplacedOnRequestOnly() throws IOException {
        Files.writeString(medium.resolve("a.apkovl.tar.gz"), "a");
        Files.writeString(medium.resolve("b.apkovl.tar.gz"), "b");
        Programs.Outcome refused = lbu("commit");
        assertEquals(1, refused.status());
        assertTrue(refused.err().contains("Please use -d to replace."), refused::err);
        assertEquals(List.of("a.apkovl.tar.gz", "b.apkovl.tar.gz"), onMedium());
        Programs.Outcome replaced = lbu("commit", "-dv");
        assertEquals(0, replaced.status(), replaced::err);
        assertEquals(List.of("box.apkovl.tar.gz"), onMedium());
    }

    @Test
    void anEarlierOverlayComesBack() throws IOException {
        Files.writeString(root.resolve("etc/lbu/lbu.conf"), "BACKUP_LIMIT=3\n");
        lbu("commit").succeeded();
        byte[] first = Files.readAllBytes(medium.resolve("box.apkovl.tar.gz"));
        Files.writeString(root.resolve("etc/hosts"), "other\n");
        lbu("commit").succeeded();
        String revision = lbu("list-backup").succeeded().out().strip();
        Programs.Outcome back = lbu("revert", "-v", revision).succeeded();
        assertTrue(back.out().contains("Creating backup "), back::out);
        assertTrue(back.out().contains("Reverting to " + revision), back::out);
        assertArrayEquals(first, Files.readAllBytes(medium.resolve("box.apkovl.tar.gz")));
        Programs.Outcome absent = lbu("revert", "box.20000101000000.tar.gz");
        assertEquals(1, absent.status());
        assertTrue(absent.err().startsWith("file not found: "), absent::err);
        assertArrayEquals(first, Files.readAllBytes(medium.resolve("box.apkovl.tar.gz")));
    }

    @Test
    void packagesGoToADirectoryAFileOrStandardOutput() throws IOException {
        Path place = Files.createDirectory(folder.resolve("place"));
        assertEquals("", lbu("package", place).succeeded().out());
        Path file = place.resolve("box.apkovl.tar.gz");
        assertEquals(
                "Created " + file + "\n", lbu("pkg", "-v", place).succeeded().out());
        Programs.Outcome stream = lbu("package", "-").succeeded();
        assertEquals("", stream.out());
        assertArrayEquals(Files.readAllBytes(file), stream.bytes());
        assertTrue(
                lbu("package", "--json", place.resolve("x")).succeeded().out().contains("\"size\" : "));
    }

    @Test
    void anEncryptedOverlayIsOpenedByOpensslWithThePassword() throws IOException {
        Files.writeString(root.resolve("etc/lbu/lbu.conf"), "PASSWORD=$(never)\nPASSWORD='p w'\n");
        Programs.Outcome commit = lbu("commit", "-e").succeeded();
        assertFalse(commit.err().contains("p w"));
        assertEquals(List.of("box.apkovl.tar.gz.aes-256-cbc"), onMedium());
        Path plain = folder.resolve("plain");
        RealTool.named("openssl")
                .run(
                        "enc",
                        "-d",
                        "-aes-256-cbc",
                        "-in",
                        medium.resolve(onMedium().get(0)),
                        "-k",
                        "p w",
                        "-out",
                        plain)
                .succeeded();
        assertTrue(RealTool.named("tar").run("-tzf", plain).succeeded().out().contains("etc/hosts\n"));
        assertEquals("", lbu("status", "-e").succeeded().out());
        Programs.Outcome wrong = lbu("status", "-e", "-p", "secret");
        assertEquals(1, wrong.status());
        assertFalse(wrong.err().contains("secret"), wrong::err);
        assertEquals(2, lbu("diff", "-e", "-p", "secret").status());
    }

    @Test
    void whatOnlyAShellCouldTellEndsItWithTheLine() throws IOException {
        Files.writeString(root.resolve("etc/lbu/lbu.conf"), "# x\nENCRYPTION=$(choose)\n");
        Programs.Outcome outcome = lbu("commit");
        assertEquals(1, outcome.status());
        assertTrue(outcome.err().contains("line 2"), outcome::err);
        assertEquals(List.of(), onMedium());
    }

    @Test
    void theDifferenceFromThePackagesNeedsNoMedium() {
        Programs.Outcome outcome = lbu("status", "-a").succeeded();
        assertTrue(outcome.out().contains(" etc/"), outcome::out);
    }

    @Test
    void theRootMayLieInAnImage() throws IOException {
        Path image = folder.resolve("image");
        Files.writeString(root.resolve("etc/größe"), "x\n");
        Files.createSymbolicLink(root.resolve("etc/ü"), Path.of("größe"));
        Programs.run("ext4", "mkfs", image, "8m", "-d", root).succeeded();
        root = image;
        lbu("include", "srv/data").succeeded();
        assertEquals("srv/data\n", lbu("include", "-l").succeeded().out());
        assertTrue(lbu("list").succeeded().out().contains("etc/hosts\n"));
        lbu("commit").succeeded();
        assertEquals("", lbu("status").succeeded().out());
        assertEquals(List.of("box.apkovl.tar.gz"), onMedium());
    }

    @Test
    void theMediumAndTheCacheAreChosen() throws IOException {
        List<Object> line =
                List.of("setup", "usb", "--device", "LABEL=A", "--type", "vfat", "--cache", "/media/usb/cache");
        assertEquals("", lbu(line.toArray()).succeeded().out());
        assertEquals("LBU_MEDIA=usb\n", Files.readString(root.resolve("etc/lbu/lbu.conf")));
        assertEquals("LABEL=A /media/usb vfat noatime,ro 0 0\n", Files.readString(root.resolve("etc/fstab")));
        assertEquals(Path.of("/media/usb/cache"), Files.readSymbolicLink(root.resolve("etc/apk/cache")));
        assertTrue(Files.isDirectory(root.resolve("media/usb/cache")));
        List<Object> verbose = new ArrayList<>(line);
        verbose.add("-v");
        assertEquals("", lbu(verbose.toArray()).succeeded().out());
        assertEquals(
                "Changed etc/lbu/lbu.conf\n",
                lbu("setup", "usb", "-v", "--backup-limit", "3").succeeded().out());
        assertEquals(1, lbu("setup", "other").status());
        assertEquals(
                1,
                lbu("setup", "bad", "--device", "UUID=ab-cd", "--type", "btrfs").status());
        assertTrue(lbu("setup", "none", "--json").succeeded().out().contains("\"changed\" : [ ]"));
    }

    @Test
    void overlaysThatLieInTheRootBelongToNoListAndNoPackage() throws IOException {
        Path inside = Files.createDirectories(root.resolve("etc/backup"));
        Files.writeString(inside.resolve("box.apkovl.tar.gz"), "x");
        Files.writeString(inside.resolve("box.20200101000000.tar.gz"), "x");
        Files.writeString(inside.resolve("notes"), "x");
        assertTrue(lbu("list").out().contains("etc/backup/box.apkovl.tar.gz\n"));
        String known = lbu("list", "--storage", inside).succeeded().out();
        assertTrue(known.contains("etc/backup/notes\n"), known);
        assertFalse(known.contains(".tar.gz"), known);
        Files.writeString(root.resolve("etc/lbu/lbu.conf"), "LBU_BACKUPDIR=" + inside + "\n");
        assertEquals(
                known.replace("etc/lbu/", "etc/lbu/\netc/lbu/lbu.conf")
                        .lines()
                        .sorted()
                        .toList(),
                lbu("list").succeeded().out().lines().sorted().toList());
        Path target = folder.resolve("x.tar.gz");
        Programs.Outcome made = lbu("package", "-v", target).succeeded();
        assertTrue(made.err().contains("left out: etc/backup/box.apkovl.tar.gz (lies in the storage)\n"), made.err());
        String listed = RealTool.named("tar").run("-tzf", target).succeeded().out();
        assertTrue(listed.contains("etc/backup/notes\n"), listed);
        assertFalse(listed.contains(".tar.gz"), listed);
        Files.writeString(root.resolve("etc/lbu/lbu.conf"), "LBU_BACKUPDIR=/no/such/place\n");
        assertTrue(lbu("list").succeeded().out().contains("etc/backup/box.apkovl.tar.gz\n"));
    }

    @Test
    void statusTellsWhatIsInTheWayOfACommitBesideItsResult() throws IOException {
        lbu("commit").succeeded();
        assertEquals("", lbu("status").succeeded().err());
        Files.writeString(medium.resolve("box.apkovl.tar.gz.new"), "x");
        Programs.Outcome plain = lbu("status").succeeded();
        assertEquals("", plain.out());
        assertEquals(
                "lbu: box.apkovl.tar.gz.new was left by an interrupted commit: the boot may take it, and lbu commit refuses"
                        + " while it is there\n",
                plain.err());
        assertTrue(lbu("status", "--json").succeeded().out().contains("\"box.apkovl.tar.gz.new\""));
    }

    @Test
    void aLinkIsNoBackupAndIsToldApart() throws IOException {
        lbu("commit").succeeded();
        Files.createSymbolicLink(medium.resolve("other.20200101000000.tar.gz"), Path.of("box.apkovl.tar.gz"));
        Programs.Outcome listed = lbu("list-backup").succeeded();
        assertEquals("", listed.out());
        assertEquals("left out: other.20200101000000.tar.gz (no file of its own)\n", listed.err());
        lbu("commit").succeeded();
        Files.createSymbolicLink(medium.resolve("other.apkovl.tar.gz"), Path.of("box.apkovl.tar.gz"));
        assertEquals(1, lbu("commit", "-d").status());
        assertTrue(lbu("status").succeeded().err().contains("other.apkovl.tar.gz is another overlay"));
    }
}
