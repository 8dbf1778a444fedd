package dev.diskless.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The {@code ext4} commands that read, on images that {@code mke2fs} made. */
class Ext4ReadTest {

    private static final long MIB = 1 << 20;

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static Path source;
    private static Path image;

    @BeforeAll
    static void makeOnce() throws IOException {
        source = HostTree.make(Files.createDirectory(shared.resolve("source")));
        Files.writeString(source.resolve(".hidden"), "x");
        image = shared.resolve("disk.img");
        RealTool.named("mke2fs")
                .run("-q", "-t", "ext4", "-L", "one", "-d", source, image, "32m")
                .succeeded();
    }

    @Test
    void namesAreListedInTheOrderOfTheirBytes() {
        List<String> names = ext4("ls", image).lines().toList();
        assertEquals(names.stream().sorted().toList(), names);
        assertTrue(names.contains("sparse") && !names.contains(".hidden"), names::toString);
        assertTrue(ext4("ls", "-A", image).lines().toList().contains(".hidden"));
        assertTrue(ext4("ls", "-a", image, "etc").startsWith(".\n..\n"));
        assertEquals("etc\n", ext4("ls", "-d", image, "etc"));
    }

    @Test
    void longListingHasWhatStatOfTheHostSays() throws IOException {
        String line = ext4("ls", "-l", image, "etc/empty").strip();
        String expected = RealTool.named("stat")
                .run("-c", "%A %h %u %g %s", source.resolve("etc/empty"))
                .succeeded()
                .out()
                .strip();
        assertEquals(expected, line.replaceAll(" +", " ").split(" 2023-")[0]);
        assertTrue(ext4("ls", "-l", image, "etc").contains(" link -> ../etc/below/hello\n"));
        if (HostTree.isRoot()) {
            assertTrue(ext4("ls", "-l", image).contains(" 259, 300 "));
        }
    }

    @Test
    void listingAsJsonGoesBelow() {
        JsonNode json = JsonMapper.shared().readTree(ext4("ls", "-R", "--json", image));
        assertEquals(1, json.get("format").asInt());
        assertEquals("/", json.at("/directories/0/path").asString());
        assertTrue(json.get("directories").size() >= 4);
        assertTrue(json.toString().contains("2023-04-05T06:07:08"), json::toString);
    }

    @Test
    void statTellsWhatDebugfsTells() {
        JsonNode json = JsonMapper.shared().readTree(ext4("stat", "--json", image, "/etc/empty"));
        String told = Ext4Judge.debugfs(image, "stat /etc/empty");
        assertTrue(told.contains("Inode: " + json.at("/node/inode").asLong() + " "), told);
        assertEquals(0104751, json.at("/node/mode").asInt());
        String text = ext4("stat", image, "etc/link");
        assertTrue(text.contains("etc/link -> ../etc/below/hello"), text);
    }

    @Test
    void catGivesTheBytes() throws IOException {
        byte[] expected = RealTool.named("cat")
                .run(source.resolve("sparse"), source.resolve("etc/below/hello"))
                .succeeded()
                .stdout();
        Programs.Outcome outcome =
                Programs.run("ext4", "cat", image, "sparse", "etc/link").succeeded();
        assertArrayEquals(expected, outcome.bytes());
    }

    @Test
    void extractedTreeIsThatOfTheSource() throws IOException {
        Path target = folder.resolve("target");
        Programs.Outcome outcome = Programs.run("ext4", "extract", image, "/", target);
        SortedMap<String, String> expected = HostTree.facts(source);
        expected.keySet().removeIf(name -> List.of("fifo", "null", "big").contains(name));
        if (HostTree.isRoot()) {
            assertEquals(expected, HostTree.facts(target));
        }
        assertEquals(expected.keySet(), HostTree.facts(target).keySet());
        assertEquals(1, outcome.status());
        assertTrue(outcome.err().contains("fifo") || outcome.err().contains("big"), outcome.err());
        assertEquals(
                Files.getAttribute(target.resolve("another-name"), "unix:ino"),
                Files.getAttribute(target.resolve("etc/below/hello"), "unix:ino"));
        assertTrue(blocks(target.resolve("sparse")) <= 64, "holes are kept");
    }

    private static long blocks(Path file) {
        return Long.parseLong(
                RealTool.named("stat").run("-c", "%b", file).succeeded().out().strip());
    }

    @Test
    void oneFileIsExtractedUnderItsName() throws IOException {
        Programs.run("ext4", "extract", image, "etc/below/hello", folder.resolve("new"))
                .succeeded();
        assertEquals("hello\n", Files.readString(folder.resolve("new/hello")));
        Programs.run("ext4", "extract", image, "etc", folder.resolve("new")).succeeded();
        assertEquals("hello\n", Files.readString(folder.resolve("new/etc/below/hello")));
    }

    @Test
    void nothingIsWrittenThroughLinksOfTheTarget() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Path target = Files.createDirectory(folder.resolve("target"));
        Files.createSymbolicLink(target.resolve("etc"), outside);
        refused(Programs.run("ext4", "extract", image, "/", target), target.resolve("etc"));
        assertEquals(0, outside.toFile().list().length);
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.createSymbolicLink(other.resolve("sparse"), outside.resolve("made"));
        refused(Programs.run("ext4", "extract", image, "sparse", other), other.resolve("sparse"));
        assertFalse(Files.exists(outside.resolve("made"), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void nothingThatIsThereIsReplaced() throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        Files.writeString(target.resolve("hello"), "mine");
        refused(Programs.run("ext4", "extract", image, "etc/below/hello", target), target.resolve("hello"));
        assertEquals("mine", Files.readString(target.resolve("hello")));
        Files.move(target.resolve("hello"), target.resolve("sparse"));
        refused(Programs.run("ext4", "extract", image, "/", target), target.resolve("sparse"));
        try (Stream<Path> left = Files.list(target)) {
            assertEquals(List.of(target.resolve("sparse")), left.toList());
        }
    }

    @Test
    void partitionIsNamedByItsNumber() throws IOException {
        Path disk = disk(2);
        assertTrue(ext4("ls", disk + ":1").contains("sparse\n"));
        assertTrue(ext4("ls", disk + ":2").contains("sparse\n"));
        String line = refused(Programs.run("ext4", "ls", disk), disk);
        assertTrue(line.contains(disk + ":1 (one)") && line.contains(disk + ":2 (one)"), line);
        refused(Programs.run("ext4", "ls", disk + ":3"), disk);
        refused(Programs.run("ext4", "ls", image + ":1"), image);
    }

    @Test
    void onlyFileSystemNeedsNoNumber() throws IOException {
        Path disk = disk(1);
        assertTrue(ext4("ls", disk).contains("sparse\n"));
        Path odd = Files.move(disk, folder.resolve("a:1b"));
        assertTrue(ext4("ls", odd).contains("sparse\n"));
    }

    private Path disk(int partitions) throws IOException {
        Path disk = folder.resolve("whole.img");
        try (FileChannel to = FileChannel.open(disk, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                FileChannel from = FileChannel.open(image)) {
            to.write(ByteBuffer.allocate(1), 80 * MIB);
            for (int i = 0; i < partitions; i++) {
                from.position(0);
                to.transferFrom(from, MIB + i * 32 * MIB, 32 * MIB);
            }
        }
        Programs.run("block", "mkpart", disk, "--new-table=gpt", "--start=1M", "--size=32M")
                .succeeded();
        Programs.run("block", "mkpart", disk, "--start=33M", "--size=32M").succeeded();
        return disk;
    }

    @Test
    void checkFindsNothingOrSaysWhat() throws IOException {
        assertTrue(ext4("check", image).endsWith(": clean\n"));
        Path damaged = Files.copy(image, folder.resolve("damaged.img"), StandardCopyOption.REPLACE_EXISTING);
        RealTool.named("debugfs")
                .run("-w", "-R", "set_inode_field etc links_count 9", damaged)
                .succeeded();
        Programs.Outcome outcome = Programs.run("ext4", "check", damaged);
        assertEquals(1, outcome.status());
        assertTrue(outcome.out().contains("link"), outcome.out());
        assertEquals("", outcome.err());
        outcome = Programs.run("ext4", "check", "--json", damaged);
        assertEquals(1, outcome.status());
        JsonNode json = JsonMapper.shared().readTree(outcome.out());
        assertEquals("inconsistent", json.at("/check/verdict").asString());
        assertTrue(json.at("/check/findings").size() > 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ls IMAGE no/where",
                "stat IMAGE no-where",
                "cat IMAGE etc",
                "cat IMAGE etc/no-where",
                "cat IMAGE fifo",
                "extract IMAGE no-where OUT",
                "ls IMAGE etc/empty/below",
                "cat IMAGE dangling"
            })
    void whatIsNotThereIsToldInOneLineWithTheImage(String line) {
        Path out = folder.resolve("out");
        Object[] words = ("ext4 " + line.replace("IMAGE", image.toString()).replace("OUT", out.toString())).split(" ");
        refused(Programs.run(words), image);
        assertFalse(Files.exists(out));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ls FILE", "stat FILE x", "cat FILE x", "check NONE", "ls NONE", "ls DIRECTORY", "rm FILE x"})
    void whatIsNoImageIsToldInOneLine(String line) throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[100_000]);
        String words = line.replace("FILE", file.toString())
                .replace("NONE", folder.resolve("none").toString())
                .replace("DIRECTORY", folder.toString());
        refused(Programs.run((Object[]) ("ext4 " + words).split(" ")), folder);
    }

    private static String ext4(Object... arguments) {
        Object[] line = new Object[arguments.length + 1];
        line[0] = "ext4";
        System.arraycopy(arguments, 0, line, 1, arguments.length);
        return Programs.run(line).succeeded().out();
    }

    private static String refused(Programs.Outcome outcome, Path named) {
        assertEquals(1, outcome.status(), outcome::err);
        assertEquals("", outcome.out());
        assertEquals(1, outcome.err().lines().count(), outcome::err);
        assertTrue(outcome.err().contains(named.toString()), outcome::err);
        return outcome.err();
    }
}
