package dev.diskless.examples.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.HostAbility;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.contract.tool.Samples;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The benchmark runs, what it makes is right, and nothing stays. How long anything takes is nothing for a test. */
class BenchmarkTest {

    @TempDir
    Path folder;

    @Test
    void everyCaseDoesItsWork() throws IOException {
        for (String tool : List.of("mke2fs", "debugfs", "e2fsck", "dd", "cat", "stat", "diff", "tar", "gzip", "pigz")) {
            RealTool.named(tool);
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine benchmark =
                Benchmark.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int status = benchmark.execute("--tiny", "--directory", folder.toString());
        assertEquals(0, status, err::toString);
        List<String> lines = out.toString().lines().toList();
        assertTrue(lines.size() >= 31, out::toString);
        for (String line : lines) {
            assertEquals(
                    6, line.replace("\\|", "").chars().filter(c -> c == '|').count(), line);
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    @Tag("chroot")
    void auditsAreMeasuredBesideTheRealTool() throws IOException {
        HostAbility.chroot();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Benchmark.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(
                        "--tiny",
                        "--only",
                        "audit",
                        "--root-archive",
                        Samples.miniRoot().toString(),
                        "--directory",
                        folder.toString());
        assertEquals(0, status, err::toString);
        assertEquals(
                2,
                out.toString()
                        .lines()
                        .filter(line -> line.contains("apk audit"))
                        .count(),
                out::toString);
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(0, left.count());
        }
    }
}
