package dev.diskless.lbu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class LbuStatusTest {

    @TempDir
    Path folder;

    private Machine machine;

    @BeforeEach
    void fixture() throws IOException {
        machine = Machine.in(folder);
        Files.setPosixFilePermissions(
                machine.root().resolve("etc/hosts"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.createSymbolicLink(machine.root().resolve("etc/link"), Path.of("hosts"));
    }

    @Test
    void whatWasJustSavedIsClean() throws IOException {
        Status before = machine.lbu().status();
        assertEquals(Optional.empty(), before.overlay());
        assertTrue(before.toString().contains("A etc/hosts\n"));
        machine.lbu().commit();
        Status after = machine.lbu().status();
        assertTrue(after.isClean(), after.toString());
        assertEquals("box.apkovl.tar.gz", after.overlay().orElseThrow().name());
    }

    @Test
    void namesAndTargetsOfAnyBytesAreCleanToo() throws IOException {
        RealTool.named("sh")
                .run(
                        "-c",
                        "cd \"$0/etc\" && mkdir \"$(printf 'd\\377')\" && echo a >\"$(printf"
                                + " 'd\\377/f\\303\\251\\376')\"; ln -s \"$(printf 'nowhere\\377/')\" bytes; ln -s"
                                + " \"$(printf 'd\\377/')\" slash; ln -s a//b/ slashes",
                        machine.root())
                .succeeded();
        machine.lbu().commit();
        String listed = RealTool.named("tar")
                .run("--quoting-style=escape", "-tvzf", machine.medium().resolve("box.apkovl.tar.gz"))
                .succeeded()
                .out();
        for (String line :
                List.of("etc/bytes -> nowhere\\377/\n", "etc/slash -> d\\377/\n", "etc/slashes -> a//b/\n")) {
            assertTrue(listed.contains(line), listed);
        }
        Status after = machine.lbu().status();
        assertTrue(after.isClean(), after.toString());
    }

    /** None of these is told by the original. */
    @Test
    void linksModesTypesAndOlderTimesAreSeen() throws IOException {
        machine.lbu().commit();
        Path etc = machine.root().resolve("etc");
        Files.delete(etc.resolve("link"));
        Files.createSymbolicLink(etc.resolve("link"), Path.of("localtime"));
        Files.setPosixFilePermissions(etc.resolve("hosts"), PosixFilePermissions.fromString("rw-------"));
        machine.file("etc/localtime", "CET1\n");
        Files.setLastModifiedTime(etc.resolve("localtime"), FileTime.from(Instant.EPOCH));
        assertEquals(
                "M etc/hosts (mode 0644 -> 0600)\n" + "U etc/link (target hosts -> localtime)\n" + "U etc/localtime\n",
                machine.lbu().status().toString());
    }

    @Test
    void anotherTimeAloneIsNoChange() throws IOException {
        machine.lbu().commit();
        Files.setLastModifiedTime(machine.root().resolve("etc/hosts"), FileTime.from(Instant.EPOCH));
        assertTrue(machine.lbu().status().isClean());
    }

    @Test
    void encryptedOverlaysAreComparedWhateverTheSettingsSay() throws IOException {
        LbuSettings password = LbuSettings.standard().with("PASSWORD", "secret");
        machine.lbu().withSettings(password.encrypted()).commit();
        Status status = machine.lbu().withSettings(password).status();
        assertTrue(status.isClean(), status.toString());
        assertEquals(List.of("box.apkovl.tar.gz.aes-256-cbc"), status.others());
    }

    @Test
    void impliedParentsAreListedWhenAskedFor() throws IOException {
        assertTrue(machine.lbu().newStatus().impliedParents().call().toString().startsWith("A etc\nA etc/"));
    }

    @Test
    void theDiffIsThatOfTheRealTools() throws IOException {
        machine.lbu().commit();
        Path a = Files.createDirectory(folder.resolve("a"));
        RealTool.named("tar")
                .run("-xzf", machine.medium().resolve("box.apkovl.tar.gz"), "-C", a)
                .succeeded();
        machine.file("etc/hosts", "127.0.0.1 localhost\n::1 localhost\n").file("etc/new", "new\n");
        Files.delete(machine.root().resolve("etc/localtime"));
        Diff diff = machine.lbu().diff();
        Path b = Files.createDirectory(folder.resolve("b"));
        machine.lbu().newPackage().to(folder.resolve("now"));
        RealTool.named("tar").run("-xzf", folder.resolve("now"), "-C", b).succeeded();
        String real = RealTool.named("diff")
                .run(java.util.Map.of(), folder, "--no-dereference", "-ruN", "a", "b")
                .out();
        assertEquals(withoutTimes(real), withoutTimes(diff.toString()));
        assertEquals(3, diff.changes().size());
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        machine.lbu().newDiff().to(stream);
        assertEquals(diff.text(), stream.toString(StandardCharsets.UTF_8));
    }

    @Test
    void anIndexMakesNoDifferenceButToTheWork() throws IOException {
        Path index = folder.resolve("index");
        Lbu quick = machine.lbu().withIndex(index, () -> Instant.now());
        byte[] noise = new byte[3 << 20];
        new Random(1).nextBytes(noise);
        Files.write(machine.root().resolve("etc/noise"), noise);
        quick.commit();
        assertTrue(Files.size(index) > 0);
        assertTrue(quick.status().isClean());
        machine.file("etc/hosts", "changed\n");
        assertEquals("U etc/hosts\n", quick.status().toString());
        quick.commit();
        byte[] with = Files.readAllBytes(machine.medium().resolve("box.apkovl.tar.gz"));
        machine.lbu().commit();
        assertArrayEquals(with, Files.readAllBytes(machine.medium().resolve("box.apkovl.tar.gz")));
        Files.writeString(index, "damaged");
        assertTrue(quick.status().isClean());
        quick.commit();
        assertArrayEquals(with, Files.readAllBytes(machine.medium().resolve("box.apkovl.tar.gz")));
    }

    @Test
    void anIndexDoesNotHideAChangeOfTheSameSizeAndTime() throws IOException {
        Path hosts = machine.root().resolve("etc/hosts");
        Lbu quick = machine.lbu().withIndex(folder.resolve("index"), () -> Instant.parse("2100-01-01T00:00:00Z"));
        quick.commit();
        assertTrue(quick.status().isClean());
        Files.writeString(hosts, "127.0.0.2 localhost\n");
        Files.setLastModifiedTime(hosts, FileTime.from(Machine.LONG_AGO));
        // The time of the last change of the inode gives it away where the host has one.
        assertEquals("U etc/hosts\n", quick.status().toString());
    }

    private static String withoutTimes(String diff) {
        return diff.replace("diff --no-dereference -ruN", "diff -ruN")
                .replaceAll("(?m)^((?:---|\\+\\+\\+) [^\t]*)\t.*$", "$1");
    }

    /** The boot takes any file that is no directory, and lbu itself would ask for -d. */
    @Test
    void aLinkWithTheNameOfAnOverlayIsInTheWay() throws IOException {
        machine.lbu().commit();
        machine.lbu()
                .withSettings(LbuSettings.standard().with("BACKUP_LIMIT", "3"))
                .commit();
        String revision = machine.lbu().backups().get(0).name();
        List<String> before = machine.storedNames();
        Path link = machine.medium().resolve("other.apkovl.tar.gz");
        for (String target : List.of("box.apkovl.tar.gz", "nowhere")) {
            Files.createSymbolicLink(link, Path.of(target));
            assertEquals(List.of("other.apkovl.tar.gz"), machine.lbu().status().others());
            for (Executable refused : List.<Executable>of(
                    () -> machine.lbu().commit(),
                    () -> machine.lbu().newCommit().deleteOld().call(),
                    () -> machine.lbu().newCommit().dryRun().call(),
                    () -> machine.lbu().newRevert(revision).deleteOld().call())) {
                DisklessException fault = assertThrows(DisklessException.class, refused);
                assertEquals(FaultCode.CONFLICT, fault.code());
                assertEquals("other.apkovl.tar.gz", fault.detail().found());
            }
            assertTrue(Files.isSymbolicLink(link));
            Files.delete(link);
        }
        assertEquals(before, machine.storedNames());
        machine.lbu().commit();
    }
}
