package dev.diskless.medium;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.diskless.contract.tool.RealTool;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Facts of the host as {@code stat} tells them, and of a file system without Unix. */
class UnixFactsTest {

    @TempDir
    private Path directory;

    @Test
    void allIsAsStatTellsIt() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "12345");
        RealTool.named("chmod").run("4751", file).succeeded();
        RealTool.named("touch").run("-d", "2020-02-03 04:05:06.123456789", file).succeeded();
        Files.createLink(directory.resolve("second"), file);
        Files.createSymbolicLink(directory.resolve("link"), Path.of("file"));
        RealTool.named("mkfifo").run(directory.resolve("fifo")).succeeded();
        for (String name : new String[] {"file", "second", "link", "fifo", "."}) {
            UnixFacts facts = UnixFacts.of(directory.resolve(name));
            assertEquals(stat(name, "%f %u %g %h %t %T %s %d %i"), line(facts), name);
            assertEquals(stat(name, "%y").substring(0, 29), time(facts.modified()));
            assertEquals(stat(name, "%z").substring(0, 29), time(Objects.requireNonNull(facts.changed())));
        }
        assertEquals(04751, UnixFacts.of(file).permissions());
        assertEquals(Optional.of(EntryType.FILE), UnixFacts.of(file).type());
        assertEquals(
                Optional.of(EntryType.SYMLINK),
                UnixFacts.of(directory.resolve("link")).type());
        assertEquals(UnixFacts.of(file), UnixFacts.following(directory.resolve("link")));
        assertThrows(NoSuchFileException.class, () -> UnixFacts.of(directory.resolve("nothing")));
    }

    private String stat(String name, String format) {
        return RealTool.named("stat")
                .run(Map.of(), directory, "-c", format, name)
                .succeeded()
                .out()
                .strip();
    }

    private static String line(UnixFacts facts) {
        return String.format(
                "%x %d %d %d %x %x %d %d %d",
                facts.mode(),
                facts.uid(),
                facts.gid(),
                facts.links(),
                facts.major(),
                facts.minor(),
                facts.size(),
                facts.device(),
                facts.inode());
    }

    private static String time(Instant time) {
        return time.toString().replace('T', ' ').replace("Z", "") + "000000000".substring(0, zeros(time));
    }

    // An instant shows no, three, six or nine digits.
    private static int zeros(Instant time) {
        int nano = time.getNano();
        return nano % 1000 != 0 ? 0 : nano % 1_000_000 != 0 ? 3 : 6;
    }

    @ParameterizedTest
    @CsvSource({"c,1,3", "b,8,1", "c,255,255", "b,259,1048575", "c,4095,65535", "b,4095,256", "c,256,0"})
    void devicesHaveTheirNumbers(String type, int major, int minor) throws IOException {
        Path node = directory.resolve("node");
        assumeTrue(
                RealTool.named("mknod").run(node, type, major, minor).status() == 0,
                "only root may make devices with these numbers");
        UnixFacts facts = UnixFacts.of(node);
        assertEquals(
                type.equals("b") ? EntryType.BLOCK_DEVICE : EntryType.CHARACTER_DEVICE,
                facts.type().orElseThrow());
        assertEquals(major, facts.major());
        assertEquals(minor, facts.minor());
        assertEquals(stat("node", "%t %T"), String.format("%x %x", facts.major(), facts.minor()));
    }

    @Test
    void numbersBeyondThoseOfTheKernelAreNotCut() {
        UnixFacts facts = new UnixFacts(
                UnixFacts.BLOCK_DEVICE, 0, 0, 1, 0x12345_6789_abcL << 20 | 0xdef12, 0, Instant.EPOCH, null, 0, 0);
        assertEquals((int) (facts.rdev() >>> 44 << 12 | (facts.rdev() >>> 8 & 0xfff)), facts.major());
        assertEquals((int) ((facts.rdev() >>> 20 & 0xffffff) << 8 | (facts.rdev() & 0xff)), facts.minor());
    }

    @Test
    void largeOwnersAreNotNegative() throws IOException {
        Path file = Files.createFile(directory.resolve("owned"));
        assumeTrue(
                RealTool.named("chown").run("4294967294:3000000000", file).status() == 0,
                "only root may give files away");
        assertEquals(4294967294L, UnixFacts.of(file).uid());
        assertEquals(3000000000L, UnixFacts.brief(file).gid());
    }

    @Test
    void aPartIsThatPartOfAll() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "12345");
        UnixFacts all = UnixFacts.of(file);
        UnixFacts part = UnixFacts.brief(file);
        assertEquals(
                new UnixFacts(all.mode(), all.uid(), all.gid(), 0, 0, 5, Instant.EPOCH, null, all.device(), 0), part);
        assertTrue(part.is(UnixFacts.REGULAR));
        assertFalse(part.is(UnixFacts.DIRECTORY));
    }

    @Test
    void withoutUnixThereAreUsualPermissions() throws IOException {
        Path zip = directory.resolve("a.zip");
        try (FileSystem system =
                FileSystems.newFileSystem(URI.create("jar:" + zip.toUri()), Map.of("create", "true"))) {
            Path file = system.getPath("/file");
            try (OutputStream out = Files.newOutputStream(file)) {
                out.write(1);
            }
            Path folder = Files.createDirectory(system.getPath("/folder"));
            UnixFacts facts = UnixFacts.of(file);
            assertEquals(UnixFacts.REGULAR | 0644, facts.mode());
            assertEquals(facts, UnixFacts.brief(file));
            assertEquals(0, facts.uid());
            assertEquals(1, facts.links());
            assertEquals(1, facts.size());
            assertNull(facts.changed());
            assertEquals(UnixFacts.DIRECTORY | 0755, UnixFacts.of(folder).mode());
        }
    }

    @Test
    void whereOnlyPermissionsAreKnownTheyCount() throws IOException {
        Path zip = directory.resolve("a.zip");
        Map<String, String> options = Map.of("create", "true", "enablePosixFileAttributes", "true");
        try (FileSystem system = FileSystems.newFileSystem(URI.create("jar:" + zip.toUri()), options)) {
            Path file = Files.createFile(system.getPath("/file"));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx--x-w-"));
            assertEquals(0712, UnixFacts.of(file).permissions());
        }
    }
}
