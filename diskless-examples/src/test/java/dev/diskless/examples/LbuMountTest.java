package dev.diskless.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.HostAbility;
import dev.diskless.contract.tool.RealTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A medium of this machine that is mounted read-only, as on every diskless machine. */
@Tag("kernel-mount")
class LbuMountTest {

    @TempDir
    Path folder;

    private Path root;
    private Path medium;
    private String device;

    @BeforeEach
    void mount() throws IOException {
        HostAbility.kernelMount();
        root = Files.createDirectories(folder.resolve("root/etc")).getParent();
        Files.writeString(root.resolve("etc/hostname"), "box\n");
        Files.createFile(Files.createDirectories(root.resolve("lib/apk/db")).resolve("installed"));
        Path image = folder.resolve("image");
        RealTool.named("mke2fs").run("-q", "-t", "ext4", image, "8M").succeeded();
        medium = Files.createTempDirectory(Files.createDirectories(Path.of("/media")), "diskless-test");
        // mount -o loop,ro would make the device itself read-only.
        device = RealTool.named("losetup")
                .run("--find", "--show", image)
                .succeeded()
                .out()
                .strip();
        RealTool.named("mount").run("-o", "ro,noatime,nosuid", device, medium).succeeded();
    }

    @AfterEach
    void unmount() throws IOException {
        if (medium != null) {
            RealTool.named("umount").run(medium);
            Files.delete(medium);
            RealTool.named("losetup").run("--detach", device);
        }
    }

    private String options() {
        return RealTool.named("cat")
                .run("/proc/self/mounts")
                .succeeded()
                .out()
                .lines()
                .filter(line -> line.contains(" " + medium + " "))
                .map(line -> line.split(" ")[3])
                .findFirst()
                .orElse("");
    }

    private Programs.Outcome lbu(Object... arguments) {
        Object[] line = new Object[arguments.length + 2];
        line[0] = "lbu";
        line[1] = arguments[0];
        line[2] = "--root=" + root;
        System.arraycopy(arguments, 1, line, 3, arguments.length - 1);
        return Programs.run(line);
    }

    @Test
    void itIsWritableForTheCommitAndReadOnlyAgain() throws IOException {
        String before = options();
        assertTrue(before.startsWith("ro,nosuid,noatime"), before);
        String name = medium.getFileName().toString();
        lbu("commit", "-n", name).succeeded();
        lbu("commit", name).succeeded();
        assertTrue(Files.exists(medium.resolve("box.apkovl.tar.gz")));
        assertEquals(before, options());
        assertEquals("", lbu("status", name).succeeded().out());

        assertEquals(1, lbu("revert", "none.tar.gz", name).status());
        assertEquals(before, options());
        lbu("commit", "--storage", medium).succeeded();
        assertEquals(before, options());
    }

    @Test
    void aMediumThatNobodyMountsIsAFailure() {
        RealTool.named("umount").run(medium).succeeded();
        Programs.Outcome outcome = lbu("commit", medium.getFileName());
        assertEquals(1, outcome.status());
        assertTrue(outcome.err().contains(medium.toString()), outcome::err);
        assertEquals(0, medium.toFile().list().length);
    }
}
