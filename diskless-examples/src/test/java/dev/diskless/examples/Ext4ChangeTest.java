package dev.diskless.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code ext4} commands that change, on images that {@code mke2fs} made. */
class Ext4ChangeTest {

    @TempDir
    Path folder;

    private Path source;
    private Path image;

    @BeforeEach
    void make() throws IOException {
        source = HostTree.make(Files.createDirectory(folder.resolve("source")));
        image = folder.resolve("disk.img");
        RealTool.named("mke2fs")
                .run("-q", "-t", "ext4", "-O", "^has_journal,^64bit", "-d", source, image, "32m")
                .succeeded();
    }

    @Test
    void treeIsPutWholeAndAgain() throws IOException {
        SortedMap<String, String> expected = HostTree.facts(Ext4Judge.dump(image, folder.resolve("before")));
        ext4("mkdir", image, "copies");
        ext4("put", image, source, "copies");
        ext4("put", image, source, "/copies/other", "-T");
        Ext4Judge.clean(image);
        Path dump = Ext4Judge.dump(image, folder.resolve("dump"));
        assertEquals(expected, HostTree.facts(dump.resolve("copies/source")));
        assertEquals(expected, HostTree.facts(dump.resolve("copies/other")));
        Files.writeString(source.resolve("etc/below/hello"), "changed\n");
        ext4("put", image, source, "copies");
        Ext4Judge.clean(image);
        assertEquals("changed\n", Ext4Judge.debugfs(image, "cat /copies/source/etc/below/hello"));
        assertEquals("hello\n", Ext4Judge.debugfs(image, "cat /copies/other/etc/below/hello"));
    }

    @Test
    void fileThatIsThereIsReplaced() throws IOException {
        Path file = Files.writeString(folder.resolve("new"), "new\n");
        ext4("put", image, file, "etc/below/hello", "--owner", "3:4");
        Ext4Judge.clean(image);
        assertEquals("new\n", Ext4Judge.debugfs(image, "cat /etc/below/hello"));
        assertEquals("hello\n", Ext4Judge.debugfs(image, "cat /another-name"));
        assertTrue(Programs.run("ext4", "stat", image, "etc/below/hello").out().contains("3:4\n"));
        ext4("put", image, file, "etc");
        assertEquals("new\n", Ext4Judge.debugfs(image, "cat /etc/new"));
    }

    @Test
    void objectsAreRemoved() throws IOException {
        ext4("rm", image, "sparse", "dangling");
        ext4("rm", "-r", image, "etc", "empty-directory");
        ext4("rm", "-f", image, "no-where");
        Ext4Judge.clean(image);
        SortedMap<String, String> left = HostTree.facts(Ext4Judge.dump(image, folder.resolve("dump")));
        assertEquals(new TreeMap<>(left).keySet(), java.util.Set.of("another-name", "long-link"));
    }

    @Test
    void objectsAreRenamed() throws IOException {
        ext4("mv", image, "sparse", "etc");
        ext4("mv", image, "etc/below", "/above");
        ext4("mv", image, "another-name", "long-link");
        Ext4Judge.clean(image);
        SortedMap<String, String> left = HostTree.facts(Ext4Judge.dump(image, folder.resolve("dump")));
        assertTrue(left.containsKey("etc/sparse") && left.containsKey("above/hello"), left::toString);
        assertEquals("hello\n", Ext4Judge.debugfs(image, "cat /long-link"));
    }

    @Test
    void directoriesAndLinksAreMade() throws IOException {
        ext4("mkdir", "-p", image, "a/b/c", "etc");
        ext4("mkdir", "-m", "1700", image, "private");
        ext4("link", image, "sparse", "a/b/hard");
        ext4("link", "-s", image, "../no where", "a/soft");
        Ext4Judge.clean(image);
        assertTrue(Ext4Judge.debugfs(image, "stat /private").contains("Mode:  01700"));
        assertTrue(Ext4Judge.debugfs(image, "stat /a/b/hard").contains("Links: 2"));
        assertTrue(Ext4Judge.debugfs(image, "stat /a/soft").contains("\"../no where\""));
    }

    @Test
    void timeOfAChangeIsThatWhichIsGiven() {
        ext4("mkdir", image, "new", "--time", "1600000000");
        assertTrue(Programs.run("ext4", "stat", image, "new").out().contains("modified 2020-09-13T12:26:40Z\n"));
    }

    @Test
    void partitionIsChanged() throws IOException {
        Path disk = folder.resolve("whole.img");
        Files.write(disk, new byte[48 << 20]);
        RealTool.named("dd")
                .run("if=" + image, "of=" + disk, "bs=1M", "seek=1", "conv=notrunc")
                .succeeded();
        Programs.run("block", "mkpart", disk, "--new-table=mbr", "--start=1M", "--size=32M")
                .succeeded();
        ext4("rm", disk + ":1", "sparse");
        ext4("check", disk);
    }

    @Test
    void putThatDoesNotFitLeavesNothingBehind() throws IOException {
        byte[] bytes = new byte[40 << 20];
        new Random(1).nextBytes(bytes);
        Path large = Files.createDirectories(folder.resolve("large/below"));
        Files.writeString(large.resolve("a"), "small");
        Files.write(large.resolve("b"), bytes);
        SortedMap<String, String> before = HostTree.facts(Ext4Judge.dump(image, folder.resolve("before")));
        refused("put " + image + " " + folder.resolve("large") + " /");
        refused("put " + image + " " + large.resolve("b") + " etc/below/hello");
        Ext4Judge.clean(image);
        assertEquals(
                before.keySet(),
                HostTree.facts(Ext4Judge.dump(image, folder.resolve("after"))).keySet());
        assertEquals("hello\n", Ext4Judge.debugfs(image, "cat /etc/below/hello"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "put IMAGE HOST/no-where etc",
                "put IMAGE HOST/source/sparse no/where",
                "put IMAGE HOST/source/etc sparse",
                "put IMAGE HOST/source/sparse etc -T",
                "rm IMAGE no-where",
                "rm IMAGE etc",
                "rm IMAGE sparse no-where",
                "rm -r IMAGE /",
                "rm -r IMAGE etc/..",
                "mv IMAGE no-where etc",
                "mv IMAGE etc etc/below",
                "mv IMAGE -n sparse another-name",
                "mv IMAGE sparse etc -T",
                "mkdir IMAGE etc",
                "mkdir IMAGE no/where",
                "mkdir -p IMAGE sparse/below",
                "link IMAGE no-where new",
                "link IMAGE etc new",
                "link IMAGE sparse etc"
            })
    void refusalsHaveStatus1AndOneLineAndChangeNothing(String line) throws IOException {
        byte[] before = Files.readAllBytes(image);
        refused(line.replace("IMAGE", image.toString()).replace("HOST", folder.toString()));
        Ext4Judge.clean(image);
        assertArrayEquals(before, Files.readAllBytes(image));
    }

    private static void ext4(Object... arguments) {
        Object[] line = new Object[arguments.length + 1];
        line[0] = "ext4";
        System.arraycopy(arguments, 0, line, 1, arguments.length);
        Programs.run(line).succeeded();
    }

    private void refused(String line) {
        Programs.Outcome outcome = Programs.run((Object[]) ("ext4 " + line).split(" "));
        assertEquals(1, outcome.status(), outcome::err);
        assertEquals("", outcome.out());
        assertEquals(1, outcome.err().lines().count(), outcome::err);
        assertTrue(outcome.err().contains(folder.toString()), outcome::err);
    }
}
