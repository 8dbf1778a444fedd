package dev.diskless.lbu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.HostAbility;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.contract.tool.Samples;
import dev.diskless.fault.Fault;
import dev.diskless.fault.InvalidRequestException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPartsTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void runsExecutablesInTheOrderOfTheirNames() throws IOException {
        Path programs = Files.createDirectories(folder.resolve("pre-package.d"));
        fill(programs);
        run();
        assertEquals("10x\nZ\na\na-b\na_b\nb.d.x\nb.sh\nlink\n", text());
    }

    @Test
    @Tag("chroot")
    void agreesWithTheRealRunParts() throws IOException {
        HostAbility.chroot();
        Path root = folder.resolve("root");
        Files.createDirectory(root);
        RealTool.named("tar").run("-xzf", Samples.miniRoot(), "-C", root).succeeded();
        Path programs = Files.createDirectories(root.resolve("etc/lbu/pre-package.d"));
        fill(programs);
        String real = RealTool.named("chroot")
                .run(root, "run-parts", "/etc/lbu/pre-package.d")
                .out();
        RunParts.in(root.resolve("etc/lbu"), printed).before(packaging());
        assertEquals(real, text());
    }

    @Test
    void oneThatFailsStopsNoOther() throws IOException {
        Path programs = Files.createDirectories(folder.resolve("pre-package.d"));
        program(programs, "a", "exit 3");
        program(programs, "b", "echo b");
        program(programs, "c", "exit 4");
        Files.createSymbolicLink(programs.resolve("d"), Path.of("nowhere"));
        Fault fault = assertInstanceOf(Fault.class, assertThrows(IOException.class, this::run));
        assertEquals(
                "a: exit status 3; c: exit status 4; d: cannot be run",
                fault.detail().found());
        assertTrue(fault.cure().isPresent());
        assertEquals("b\n", text());
    }

    @Test
    void aProgramThatLeavesADaemonBehindIsNotWaitedFor() throws IOException {
        Path programs = Files.createDirectories(folder.resolve("pre-package.d"));
        program(
                programs,
                "a",
                "(while [ -d \"" + folder + "\" ] && [ ! -e \"" + folder + "/stop\" ]; do sleep 0.1; done) &");
        program(programs, "b", "echo b");
        try {
            run();
            assertEquals("b\n", text());
        } finally {
            Files.createFile(folder.resolve("stop"));
        }
    }

    @Test
    void withoutFoldersNothingIsRun() throws IOException {
        RunParts hook = RunParts.in(folder, printed);
        hook.before(packaging());
        hook.after(packaging());
        assertEquals("", text());
    }

    @Test
    void programsOfAnotherRootAreNeverRun() {
        for (Path root : List.of(folder, Path.of("/proc/1/root"), Path.of("/./usr"))) {
            assertThrows(
                    InvalidRequestException.class,
                    () -> RunParts.live(root, OutputStream.nullOutputStream()),
                    root.toString());
        }
    }

    private void run() throws IOException {
        RunParts.in(folder, printed).before(packaging());
    }

    private Packaging packaging() {
        return new Packaging(folder, "box.apkovl.tar.gz");
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static void fill(Path programs) throws IOException {
        for (String name : List.of("b.sh", "a", "Z", "10x", "a~", ".hidden", "sp ace", "a_b", "a-b", "a+b", "b.d.x")) {
            program(programs, name, "echo \"${0##*/}\"");
        }
        program(programs, "not-executable", "echo no");
        Files.setPosixFilePermissions(programs.resolve("not-executable"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.createDirectory(programs.resolve("directory"));
        Files.createSymbolicLink(programs.resolve("link"), Path.of("a"));
    }

    private static void program(Path folder, String name, String line) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
