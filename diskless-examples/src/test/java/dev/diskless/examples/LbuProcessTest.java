package dev.diskless.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.diskless.contract.tool.RealTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** lbu as a process of its own, told by its environment. */
class LbuProcessTest {

    @TempDir
    Path folder;

    private RealTool.Outcome lbu(Map<String, String> environment, Object... arguments) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("ROOT", folder.resolve("root").toString());
        List<Object> line = new ArrayList<>(List.of(
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Main.class.getName(), "lbu"));
        line.addAll(Arrays.asList(arguments));
        return RealTool.named("java").run(all, folder, line.toArray());
    }

    @Test
    void theEnvironmentCountsWhereTheFileSaysNothing() throws IOException {
        Files.createDirectories(folder.resolve("root/etc"));
        Files.writeString(folder.resolve("root/etc/hostname"), "box\n");
        Files.createFile(
                Files.createDirectories(folder.resolve("root/lib/apk/db")).resolve("installed"));
        Files.createDirectory(folder.resolve("backup"));
        Map<String, String> environment = Map.of("LBU_BACKUPDIR", "backup", "BACKUP_LIMIT", "1");
        RealTool.Outcome commit = lbu(environment, "commit", "usb");
        assertEquals(0, commit.status(), commit::err);
        assertTrue(commit.err().contains("LBU_BACKUPDIR comes before"), commit::err);
        assertTrue(Files.exists(folder.resolve("backup/box.apkovl.tar.gz")));
        RealTool.Outcome missing = lbu(Map.of(), "status");
        assertEquals(1, missing.status());
        assertEquals("", missing.out());
        RealTool.Outcome medium = lbu(Map.of("LBU_MEDIA", "no-such-medium"), "commit");
        assertEquals(1, medium.status());
        assertTrue(medium.err().contains("/media/no-such-medium"), medium::err);
    }

    @Test
    void anOutputThatIsFullIsAFailure() throws IOException {
        Path root = Files.createDirectories(folder.resolve("root/etc")).getParent();
        Files.writeString(root.resolve("etc/hostname"), "box\n");
        Files.createFile(Files.createDirectories(root.resolve("lib/apk/db")).resolve("installed"));
        assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full");
        for (String subcommand : List.of("package -", "list", "status -a --json")) {
            RealTool.Outcome outcome = RealTool.named("sh")
                    .run(
                            Map.of("ROOT", root.toString(), "CP", System.getProperty("java.class.path")),
                            folder,
                            "-c",
                            "java -XX:TieredStopAtLevel=1 -cp \"$CP\" " + Main.class.getName() + " lbu " + subcommand
                                    + " >/dev/full");
            assertEquals(1, outcome.status(), subcommand);
            assertFalse(outcome.err().isEmpty(), subcommand);
        }
    }

    /** Neither the locale nor the working directory may change what is saved or listed. */
    @Test
    void namesOfAnyBytesAreListedAndSavedAsTheyAre() throws IOException {
        Path root = Files.createDirectories(folder.resolve("root/etc")).getParent();
        Files.writeString(root.resolve("etc/hostname"), "box\n");
        Files.createFile(Files.createDirectories(root.resolve("lib/apk/db")).resolve("installed"));
        Path target = Files.createDirectory(folder.resolve("backup"));
        RealTool shell = RealTool.named("sh");
        shell.run(
                        "-c",
                        "cd \"$0/etc\"; : >\"$(printf 'f\\377')\"; ln -s \"$(printf '\\303\\251\\377')\" \"$(printf"
                                + " '\\303\\251')\"",
                        root)
                .succeeded();
        Map<String, String> environment = Map.of(
                "LC_ALL", "C",
                "TZ", "Pacific/Kiritimati",
                "ROOT", root.toString(),
                "LBU_BACKUPDIR", target.toString(),
                "CP", System.getProperty("java.class.path"));
        String program = "java -XX:TieredStopAtLevel=1 -cp \"$CP\" " + Main.class.getName() + " lbu ";
        shell.run(environment, Path.of("/"), "-c", program + "commit").succeeded();
        RealTool.Outcome missing = shell.run(
                        environment,
                        Path.of("/"),
                        "-c",
                        program
                                + "list | while IFS= read -r f; do [ -e \"$ROOT/$f\" ] || [ -L \"$ROOT/$f\" ] || echo"
                                + " $f; done")
                .succeeded();
        assertEquals("", missing.out());
        String saved = RealTool.named("tar")
                .run("--quoting-style=escape", "-tvzf", target.resolve("box.apkovl.tar.gz"))
                .succeeded()
                .out();
        assertTrue(saved.contains("etc/\\303\\251 -> \\303\\251\\377\n") || saved.contains("etc/é -> é\\377\n"), saved);
    }
}
