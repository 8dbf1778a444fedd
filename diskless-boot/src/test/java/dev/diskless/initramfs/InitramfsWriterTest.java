package dev.diskless.initramfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.fault.InvalidRequestException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InitramfsWriterTest {

    @TempDir
    Path temp;

    @Test
    void realToolsUnpackWhatWasWritten() throws IOException {
        Path file = temp.resolve("initramfs.gz");
        write(Files.newOutputStream(file));
        RealTool.named("gzip").run("-t", file).succeeded();
        RealTool.named("cpio");
        Path out = Files.createDirectories(temp.resolve("out"));
        RealTool.Outcome listed = RealTool.named("sh")
                .run(Map.of(), out, "-c", "gzip -dc < ../initramfs.gz > ../plain && cpio -itv --quiet -F ../plain");
        assertEquals("", listed.succeeded().err());
        assertEquals(
                List.of(
                        "drwxr-xr-x 2 root root 0 etc",
                        "drwxr-xr-x 2 root root 0 etc/apk",
                        "drwx------ 2 root root 0 etc/apk/keys",
                        "-rw-r--r-- 1 root root 5 etc/apk/keys/k\u00e9y.pub",
                        "-rwxr-xr-x 1 root root 10 init",
                        "lrwxrwxrwx 1 root root 8 sbin -> usr/sbin"),
                listed.out()
                        .lines()
                        .map(line -> line.replaceAll(" +", " ").replaceAll(" Jan 1 1970", ""))
                        .toList());
        RealTool.named("cpio")
                .run(Map.of(), out, "-id", "--quiet", "-F", temp.resolve("plain"))
                .succeeded();
        assertEquals("#!/bin/sh\n", Files.readString(out.resolve("init")));
    }

    @Test
    void readerReadsWhatWasWritten() throws IOException {
        Path file = temp.resolve("initramfs");
        try (InitramfsWriter writer = new InitramfsWriter(Files.newOutputStream(file))) {
            writer.file("etc/apk/keys/a.rsa.pub", 0644, TestKeys.PEM.getBytes(StandardCharsets.US_ASCII))
                    .file("init", 0755, new byte[70_000])
                    .directory("lib/modules/1.2.3-0-none", 0755);
        }
        InitramfsSummary summary = InitramfsSummary.read(file);
        assertEquals(List.of("a.rsa.pub"), List.copyOf(summary.keys().keySet()));
        assertEquals(List.of("1.2.3-0-none"), summary.kernelReleases());
        assertEquals(8, summary.entries());
    }

    @Test
    void sameEntriesGiveSameBytes() throws IOException {
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        ByteArrayOutputStream second = new ByteArrayOutputStream();
        write(first);
        write(second);
        assertArrayEquals(first.toByteArray(), second.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/init", "a/../b", "./a", "a//b", "a/", "TRAILER!!!", "a\0b"})
    void malformedPathsAreRefused(String path) throws IOException {
        try (InitramfsWriter writer = new InitramfsWriter(OutputStream.nullOutputStream())) {
            assertThrows(InvalidRequestException.class, () -> writer.file(path, 0644, new byte[0]));
        }
    }

    @Test
    void samePathTwiceIsRefused() throws IOException {
        try (InitramfsWriter writer = new InitramfsWriter(OutputStream.nullOutputStream())) {
            writer.file("a/b", 0644, new byte[0]);
            assertThrows(InvalidRequestException.class, () -> writer.file("a/b", 0644, new byte[0]));
            assertThrows(InvalidRequestException.class, () -> writer.directory("a", 0755));
        }
    }

    private static void write(OutputStream target) throws IOException {
        try (InitramfsWriter writer = new InitramfsWriter(target)) {
            writer.directory("etc/apk/keys", 0700)
                    .file("etc/apk/keys/k\u00e9y.pub", 0644, "12345".getBytes(StandardCharsets.US_ASCII))
                    .file("init", 0755, "#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII))
                    .symlink("sbin", "usr/sbin");
        }
    }
}
