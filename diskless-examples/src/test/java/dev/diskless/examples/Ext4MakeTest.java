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
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ext4 mkfs}, beside {@code mke2fs}. */
class Ext4MakeTest {

    private static final String UUID = "12345678-9abc-4def-8123-456789abcdef";
    private static final String DISKLESS = "^has_journal,^64bit";
    private static final long MIB = 1 << 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "20480",
                "20484",
                "20m",
                "20M",
                "40961s",
                "1g",
                "600m -b 1024",
                "-b 4096 20480",
                "-b 2048 20481k",
                "32m -I 128",
                "32m -i 8192 -m 0",
                "32m -N 1000 -m 2.5",
                "32m -L label",
                "32m -O ^has_journal,^64bit",
                "32m -O ^metadata_csum -O ^has_journal",
                "32m -O none,extent,filetype"
            })
    void optionsMeanWhatTheyMeanToMke2fs(String line) throws IOException {
        Path ours = folder.resolve("ours.img");
        Path theirs = folder.resolve("theirs.img");
        List<String> common = List.of("-U", UUID, "-E", "hash_seed=" + UUID);
        mkfs(words(line, ours, common)).succeeded();
        RealTool.named("mke2fs")
                .run(words("-q -t ext4 " + line, theirs, common))
                .succeeded();
        assertEquals(Files.size(theirs), Files.size(ours));
        assertEquals(Ext4Judge.header(theirs), Ext4Judge.header(ours));
        Ext4Judge.clean(ours);
    }

    // The file stands before the size.
    private static Object[] words(String line, Path file, List<String> more) {
        List<Object> words = new ArrayList<>(Arrays.asList((Object[]) line.split(" ")));
        int size = 0;
        while (!words.get(size).toString().matches("[0-9]+[a-zA-Z]?")
                || size > 0 && words.get(size - 1).toString().matches("-[biINmL]")) {
            size++;
        }
        words.add(size, file);
        words.addAll(0, more);
        return words.toArray();
    }

    @Test
    void treeIsThatWhichMke2fsMakes() throws IOException {
        Path source = HostTree.make(folder.resolve("source"));
        Path ours = folder.resolve("ours.img");
        Path theirs = folder.resolve("theirs.img");
        mkfs(ours, "32m", "-O", DISKLESS, "-d", source).succeeded();
        RealTool.named("mke2fs")
                .run("-q", "-t", "ext4", "-O", DISKLESS, "-d", source, theirs, "32m")
                .succeeded();
        Ext4Judge.clean(ours);
        SortedMap<String, String> facts = HostTree.facts(Ext4Judge.dump(ours, folder.resolve("dump")));
        assertEquals(HostTree.facts(Ext4Judge.dump(theirs, folder.resolve("other"))), facts);
        assertTrue(facts.size() > 8, facts::toString);
        for (String name : List.of("fifo", "null", "big", "another-name", "etc/empty", "sparse")) {
            assertEquals(stat(theirs, name), stat(ours, name), name);
        }
    }

    // Without what depends on where the inode and its blocks lie, and when it was made.
    private static List<String> stat(Path image, String name) {
        return Ext4Judge.debugfs(image, "stat " + name)
                .lines()
                .takeWhile(line -> !line.startsWith("EXTENTS"))
                .map(line -> line.replaceFirst("^Inode: [0-9]+", ""))
                .map(line -> line.replaceFirst("Generation: [0-9]+", ""))
                // mke2fs leaves out parts of seconds.
                .map(line -> line.replaceFirst("(mtime: 0x[0-9a-f]+):[0-9a-f]+", "$1"))
                .filter(line -> !line.matches("\\s*(ctime|atime|crtime|Inode checksum|Fragment).*"))
                .toList();
    }

    @Test
    void archiveGivesTheSameAsTheTree() throws IOException {
        Path source = HostTree.make(folder.resolve("source"));
        Path tree = folder.resolve("tree.img");
        mkfs(tree, "32m", "-O", DISKLESS, "-d", source).succeeded();
        for (String format : List.of("pax", "gnu")) {
            for (String compression : List.of("-v", "-z")) {
                Path archive = folder.resolve(format + compression + ".tar");
                RealTool.named("tar")
                        .run("-C", source, "--sort=name", "--format=" + format, compression, "-cf", archive, ".")
                        .succeeded();
                Path image = folder.resolve(format + compression + ".img");
                mkfs(image, "32m", "-O", DISKLESS, "-d", archive).succeeded();
                Ext4Judge.clean(image);
                assertEquals(listing(tree, format.equals("pax")), listing(image, format.equals("pax")));
            }
        }
    }

    // GNU archives have whole seconds; the root directory of a tree is not that of the source.
    private static List<String> listing(Path image, boolean exact) {
        String json = Programs.run("ext4", "ls", "-A", "-R", "--json", image)
                .succeeded()
                .out();
        List<String> lines = new ArrayList<>();
        for (JsonNode directory : JsonMapper.shared().readTree(json).get("directories")) {
            for (JsonNode entry : directory.get("entries")) {
                if (entry.get("name").asString().equals("lost+found")) {
                    continue;
                }
                String time = entry.get("modified").asString();
                lines.add(directory.get("path") + " " + entry.get("name") + " " + entry.get("mode") + " "
                        + entry.get("uid") + ":" + entry.get("gid") + " " + entry.get("links") + " "
                        + entry.get("size") + " " + entry.get("major") + ":" + entry.get("minor") + " "
                        + entry.get("target") + " "
                        + (exact ? time : time.substring(0, "2023-04-05T06:07:08".length())));
            }
        }
        return lines;
    }

    @Test
    void archiveKeepsValuesOfAttributesAsBytes() throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        Path file = Files.writeString(source.resolve("file"), "x");
        RealTool.Outcome set = RealTool.named("setfattr").run("-n", "user.bytes", "-v", "0x00ff80c3280a", file);
        org.junit.jupiter.api.Assumptions.assumeTrue(set.status() == 0, "the host takes no extended attributes");
        Path archive = folder.resolve("archive.tar");
        RealTool.named("tar")
                .run("-C", source, "--xattrs", "--format=pax", "-cf", archive, "file")
                .succeeded();
        for (Path from : List.of(source, archive)) {
            Path image = folder.resolve(from.getFileName() + ".img");
            mkfs(image, "16m", "-O", DISKLESS, "-d", from).succeeded();
            Ext4Judge.clean(image);
            String value = RealTool.named("debugfs")
                    .run("-R", "ea_get -x file user.bytes", image)
                    .succeeded()
                    .out();
            assertTrue(value.contains("00 ff 80 c3 28 0a"), value);
        }
    }

    @Test
    void sameRequestGivesTheSameBytes() throws IOException {
        Path source = HostTree.make(folder.resolve("source"));
        Path image = folder.resolve("one.img");
        mkfs(image, "32m", "-O", DISKLESS, "-d", source).succeeded();
        Path copy = folder.resolve("copy");
        RealTool.named("cp").run("-a", source, copy).succeeded();
        Path other = folder.resolve("other.img");
        mkfs(other, "32m", "-O", DISKLESS, "-d", copy).succeeded();
        assertEquals(-1, Files.mismatch(image, other));
    }

    @Test
    void ownerIsThatWhichIsAskedFor() throws IOException {
        Path source = HostTree.make(folder.resolve("source"));
        Path image = folder.resolve("disk.img");
        mkfs(image, "32m", "-O", DISKLESS, "-d", source, "--owner", "7:8").succeeded();
        Programs.Outcome stat = Programs.run("ext4", "stat", image, "etc/empty").succeeded();
        assertTrue(stat.out().contains("7:8\n"), stat.out());
    }

    @Test
    void jsonDescribesTheFileSystem() throws IOException {
        String text = mkfs(folder.resolve("disk.img"), "32m", "-L", "label", "-U", UUID, "--json")
                .succeeded()
                .out();
        JsonNode json = JsonMapper.shared().readTree(text);
        assertEquals("format", json.propertyNames().iterator().next());
        assertEquals(1, json.get("format").asInt());
        assertEquals(32 * MIB, json.get("size").asLong());
        assertEquals("label", json.at("/fileSystem/label").asString());
        assertEquals(UUID, json.at("/fileSystem/uuid").asString());
    }

    @Test
    void fileThatIsThereIsFormattedLikeMke2fsDoes() throws IOException {
        Path large = blank("large.img", 64 * MIB);
        mkfs(large, "20m", "-O", DISKLESS).succeeded();
        assertEquals(64 * MIB, Files.size(large));
        Ext4Judge.clean(large);
        Path small = blank("small.img", 8 * MIB);
        mkfs(small, "20m", "-O", DISKLESS).succeeded();
        assertEquals(20 * MIB, Files.size(small));
        Ext4Judge.clean(small);
        Path whole = blank("whole.img", 24 * MIB);
        mkfs(whole, "-O", DISKLESS).succeeded();
        assertTrue(Ext4Judge.header(whole).stream().anyMatch(line -> line.matches("Block count: +24576")));
    }

    @Test
    void whatIsThereGoesOnlyWhenAsked() throws IOException {
        Path image = blank("disk.img", 32 * MIB);
        RealTool.named("mke2fs").run("-q", "-t", "ext4", image).succeeded();
        byte[] before = Files.readAllBytes(image);
        refused(mkfs(image), image);
        assertArrayEquals(before, Files.readAllBytes(image));
        mkfs(image, "-F", "-O", DISKLESS).succeeded();
        Ext4Judge.clean(image);
        Path disk = blank("partitioned.img", 32 * MIB);
        Programs.run("block", "mkpart", disk, "--new-table=gpt").succeeded();
        refused(mkfs(disk), disk);
        mkfs(disk, "-F", "-O", DISKLESS).succeeded();
        Programs.run("ext4", "ls", disk).succeeded();
    }

    @Test
    void failureLeavesNothingBehind() throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        Files.write(source.resolve("large"), bytes(20 * (int) MIB));
        Path image = folder.resolve("disk.img");
        refused(mkfs(image, "8m", "-O", DISKLESS, "-d", source), image);
        assertFalse(Files.exists(image));
        refused(mkfs(image, "8m", "-O", "no_such_feature"), image);
        refused(mkfs(image, "8m", "-L", "a label of more than sixteen bytes"), image);
        refused(mkfs(image, "8m", "-b", "3000"), image);
        refused(mkfs(image, "8m", "-m", "60"), image);
        refused(mkfs(image), image);
        Path missing = folder.resolve("missing");
        refused(mkfs(image, "8m", "-d", missing), missing);
        refused(mkfs(folder, "8m"), folder);
        assertFalse(Files.exists(image));
    }

    @Test
    void archiveThatIsCutOffIsRefused() throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        Files.write(source.resolve("file"), bytes(100_000));
        for (String compression : List.of("-v", "-z")) {
            Path archive = folder.resolve("archive.tar");
            RealTool.named("tar")
                    .run("-C", source, compression, "-cf", archive, ".")
                    .succeeded();
            try (FileChannel channel = FileChannel.open(archive, StandardOpenOption.WRITE)) {
                channel.truncate(50_000);
            }
            Path image = folder.resolve("disk.img");
            refused(mkfs(image, "8m", "-O", DISKLESS, "-d", archive), archive);
            assertFalse(Files.exists(image));
        }
    }

    @Test
    void archiveThatLeadsOutOfItselfIsRefused() throws IOException {
        Files.writeString(folder.resolve("outside"), "x");
        Path source = Files.createDirectory(folder.resolve("source"));
        Path archive = folder.resolve("archive.tar");
        RealTool.named("tar")
                .run("-P", "-C", source, "-cf", archive, "../outside")
                .succeeded();
        refused(mkfs(folder.resolve("disk.img"), "8m", "-O", DISKLESS, "-d", archive), archive);
    }

    private static void refused(Programs.Outcome outcome, Path named) {
        assertEquals(1, outcome.status(), outcome::err);
        assertEquals("", outcome.out());
        List<String> lines =
                outcome.err().lines().filter(line -> !line.contains("not read")).toList();
        assertEquals(1, lines.size(), outcome::err);
        assertTrue(lines.get(0).contains(named.toString()), outcome::err);
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new java.util.Random(count).nextBytes(bytes);
        return bytes;
    }

    private Path blank(String name, long size) throws IOException {
        Path image = folder.resolve(name);
        try (FileChannel channel = FileChannel.open(
                image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.allocate(1), size - 1);
        }
        return image;
    }

    private static Programs.Outcome mkfs(Object... arguments) {
        Object[] line = new Object[arguments.length + 2];
        line[0] = "ext4";
        line[1] = "mkfs";
        System.arraycopy(arguments, 0, line, 2, arguments.length);
        return Programs.run(line);
    }
}
