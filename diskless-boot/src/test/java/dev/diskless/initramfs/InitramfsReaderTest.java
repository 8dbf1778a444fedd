package dev.diskless.initramfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitramfsReaderTest {

    @TempDir
    Path temp;

    @ParameterizedTest
    @CsvSource({"cat,none", "gzip -9n,gzip", "xz -C crc32 -6,xz", "xz -C crc32 -9 -T0,xz", "gzip -1,gzip"})
    void readsWhatRealToolsPack(String packer, String packing) throws IOException {
        Path tree = tree();
        Path packed = temp.resolve("initramfs");
        RealTool.named("cpio");
        RealTool.named(packer.substring(0, packer.concat(" ").indexOf(' ')));
        shell(
                tree,
                "find . | LC_ALL=C sort | cpio -o -H newc --quiet > ../plain && " + packer + " < ../plain > " + packed);
        String listed = RealTool.named("cpio")
                .run("-it", "--quiet", "-F", temp.resolve("plain"))
                .succeeded()
                .out();

        List<String> names = new ArrayList<>();
        try (InitramfsReader reader = InitramfsReader.open(packed)) {
            for (Optional<InitramfsEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                InitramfsEntry entry = next.get();
                names.add(entry.name());
                Path original = tree.resolve(entry.path());
                if (entry.isSymlink()) {
                    assertEquals(Files.readSymbolicLink(original).toString(), entry.linkTarget());
                } else if (entry.isFile()) {
                    assertEquals(Files.size(original), entry.size());
                    assertArrayEquals(
                            Files.readAllBytes(original), reader.content().readAllBytes());
                }
                assertEquals(
                        Files.getAttribute(original, "unix:mode", java.nio.file.LinkOption.NOFOLLOW_LINKS),
                        entry.mode());
                assertEquals(
                        Files.getLastModifiedTime(original, java.nio.file.LinkOption.NOFOLLOW_LINKS)
                                .toInstant()
                                .getEpochSecond(),
                        entry.modified().getEpochSecond());
            }
            assertEquals(List.of(packing), reader.packings());
        }
        assertEquals(listed.lines().toList(), names);
    }

    @Test
    void readsPlainMicrocodeBeforePackedSegmentsWithZerosBetween() throws IOException {
        RealTool.named("cpio");
        RealTool.named("xz");
        Path tree = tree();
        Path micro = Files.createDirectories(temp.resolve("micro/kernel/x86/microcode"));
        byte[] code = new byte[5001];
        new Random(7).nextBytes(code);
        Files.write(micro.resolve("GenuineIntel.bin"), code);
        shell(temp.resolve("micro"), "find kernel | sort | cpio -o -H newc --quiet > ../joined");
        shell(tree, "find etc | sort | cpio -o -H newc --quiet | gzip >> ../joined; printf '\\0\\0\\0' >> ../joined");
        shell(tree, "find lib | sort | cpio -o -H newc --quiet | xz -C crc32 >> ../joined; printf '\\0' >> ../joined");

        List<String> expected = RealTool.named("sh")
                .run(
                        Map.of(),
                        temp,
                        "-c",
                        "cd micro && find kernel | sort; cd ../tree && find etc | sort; find lib | sort")
                .succeeded()
                .out()
                .lines()
                .toList();
        List<String> names = new ArrayList<>();
        try (InitramfsReader reader = InitramfsReader.open(temp.resolve("joined"))) {
            for (Optional<InitramfsEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                names.add(next.get().path());
                if (next.get().path().endsWith("GenuineIntel.bin")) {
                    assertArrayEquals(code, reader.content().readAllBytes());
                }
            }
            assertEquals(List.of("none", "gzip", "xz"), reader.packings());
        }
        assertEquals(expected, names);
    }

    @Test
    void verifiesSumsThatCpioWrites() throws IOException {
        RealTool.named("cpio");
        Path tree = tree();
        shell(tree, "find . | sort | cpio -o -H crc --quiet > ../summed");
        assertTrue(read(Files.readAllBytes(temp.resolve("summed"))).contains("init"));
    }

    @Test
    void numbersTheArchivesOfOneSegment() throws IOException {
        byte[] first = new Newc().file("a", "1").trailer();
        byte[] second = new Newc().file("b", "22").trailer();
        byte[] packed = Newc.gzip(Newc.join(first, new byte[512 - first.length % 512], second));
        try (InitramfsReader reader = InitramfsReader.of(new ByteArrayInputStream(packed), "test")) {
            assertEquals(0, reader.next().orElseThrow().archive());
            assertEquals(1, reader.next().orElseThrow().archive());
            assertEquals("22", new String(reader.content().readAllBytes(), StandardCharsets.UTF_8));
            assertTrue(reader.next().isEmpty());
            assertTrue(reader.next().isEmpty());
        }
    }

    @Test
    void readsFromSourcesThatGiveOneByteAtATime() throws IOException {
        byte[] packed = Newc.join(
                new Newc().file("kernel/x", "abc").trailer(),
                Newc.gzip(new Newc().file("init", "x".repeat(100_000)).trailer()));
        InputStream drip = new ByteArrayInputStream(packed) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(1, length));
            }
        };
        try (InitramfsReader reader = InitramfsReader.of(drip, "drip")) {
            assertEquals("kernel/x", reader.next().orElseThrow().name());
            assertEquals("init", reader.next().orElseThrow().name());
            assertTrue(reader.next().isEmpty());
        }
    }

    @Test
    void namesThatAreNotUtf8KeepTheirBytes() throws IOException {
        byte[] name = {'a', (byte) 0xff, (byte) 0xc3, (byte) 0xa9, (byte) 0xc3, 0};
        byte[] archive = new Newc()
                .raw(Newc.header("070701", 1, Newc.FILE, 1, 0, name.length, 0), name, new byte[0])
                .trailer();
        assertEquals(List.of("a\udcff\u00e9\udcc3"), read(archive));
    }

    private List<String> read(byte[] bytes) throws IOException {
        List<String> names = new ArrayList<>();
        try (InitramfsReader reader = InitramfsReader.of(new ByteArrayInputStream(bytes), "test")) {
            for (Optional<InitramfsEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                names.add(next.get().name());
            }
        }
        return names;
    }

    private Path tree() throws IOException {
        Path tree = Files.createDirectories(temp.resolve("tree"));
        Random random = new Random(42);
        for (int size : new int[] {0, 1, 2, 3, 4, 5, 4095, 70_001, 3_000_000}) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            Files.createDirectories(tree.resolve("lib/modules/6.12.30-0-lts"));
            Files.write(tree.resolve("lib/modules/6.12.30-0-lts/file" + size), content);
        }
        Files.createDirectories(tree.resolve("etc/apk/keys"));
        Files.writeString(tree.resolve("etc/apk/keys/one.rsa.pub"), "not a key");
        Files.writeString(tree.resolve("init"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(tree.resolve("init"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createSymbolicLink(tree.resolve("sbin"), Path.of("usr/sbin"));
        return tree;
    }

    private void shell(Path directory, String script) {
        RealTool.named("sh").run(Map.of(), directory, "-c", script).succeeded();
    }
}
