package dev.diskless.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The {@code block} commands on an image. */
class BlockTest {

    private static final long MIB = 1 << 20;
    private static final String ID = "fedcba98-7654-4321-8fed-cba987654321";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"mbr,512", "mbr,4096", "gpt,512", "gpt,4096"})
    void tablesAreMadeChangedAndShown(String scheme, String sectorSize) throws IOException {
        Path image = blank();
        String sectors = "--sector-size=" + sectorSize;
        block("mkpart", image, sectors, "--new-table", scheme, "--type", "efi", "--size", "16M");
        block("mkpart", image, sectors, "--active");
        JsonNode json = JsonMapper.shared().readTree(block("show", image, sectors, "--json"));
        assertEquals("format", json.propertyNames().iterator().next());
        assertEquals(scheme, json.at("/table/scheme").asString());
        assertEquals(MIB, json.at("/table/partitions/0/start").asLong());
        assertEquals(16 * MIB, json.at("/table/partitions/0/length").asLong());
        assertEquals(17 * MIB, json.at("/table/partitions/1/start").asLong());
        assertTrue(json.at("/table/partitions/1/active").asBoolean());
        block("set", image, 1, sectors, "--active", "--type", "linux");
        block("set", image, 2, sectors, "--size", "8M", "--shrink");
        block("set", image, 2, sectors, "--grow", "--no-active");
        block("rmpart", image, 1, sectors);
        String last = block("set", image, 2, sectors, "--size", "4M", "--shrink", "--json");
        json = JsonMapper.shared().readTree(last);
        assertEquals(1, json.at("/table/partitions").size());
        assertEquals(2, json.at("/table/partitions/0/number").asInt());
        assertEquals(4 * MIB, json.at("/table/partitions/0/length").asLong());
        assertEquals(2, json.at("/freeSpace").size());
        assertEquals(0, json.at("/table/findings").size());
    }

    @Test
    void toolsOfTheHostReadTheTable() throws IOException {
        Path image = blank();
        block("mkpart", image, "--new-table=gpt", "--name=root", "--id=" + ID.toUpperCase(java.util.Locale.ROOT));
        String dump = RealTool.named("sfdisk").run("-d", image).succeeded().out();
        assertTrue(dump.contains("name=\"root\"") && dump.contains(ID.toUpperCase(java.util.Locale.ROOT)), dump);
        String verdict = RealTool.named("sgdisk").run("-v", image).succeeded().out();
        assertTrue(verdict.contains("No problems found."), verdict);
    }

    @Test
    void sameRequestGivesTheSameBytes() throws IOException {
        Path one = blank();
        block("mkpart", one, "--new-table=gpt");
        byte[] bytes = Files.readAllBytes(one);
        Files.delete(one);
        Path other = blank();
        block("mkpart", other, "--new-table=gpt");
        assertArrayEquals(bytes, Files.readAllBytes(other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "show NONE",
                "show BLANK",
                "show DIRECTORY",
                "mkpart BLANK",
                "mkpart MADE --new-table=gpt",
                "mkpart MADE --new-table=mbr",
                "mkpart FILESYSTEM --new-table=mbr",
                "mkpart MADE --size=1T",
                "mkpart MADE --start=1M --size=1M",
                "mkpart BLANK --new-table=sun",
                "mkpart BLANK --new-table=gpt --type=83",
                "mkpart BLANK --new-table=mbr --name=x",
                "rmpart MADE 2",
                "set MADE 2 --active",
                "set MADE 1 --size=1M",
                "set MADE 1 --size=1T",
                "set MADE 1 --type=zz",
                "repair BLANK"
            })
    void refusalsHaveStatus1AndOneLineAndChangeNothing(String line) throws IOException {
        Path image = blank();
        Path directory = Files.createDirectory(folder.resolve("directory"));
        if (line.contains("MADE")) {
            block("mkpart", image, "--new-table=gpt", "--size=8M");
        } else if (line.contains("FILESYSTEM")) {
            RealTool.named("mke2fs").run("-q", "-t", "ext4", image).succeeded();
        }
        byte[] before = Files.readAllBytes(image);
        Object[] arguments = ("block " + line)
                .replace("NONE", folder.resolve("none").toString())
                .replace("DIRECTORY", directory.toString())
                .replaceAll("BLANK|MADE|FILESYSTEM", image.toString())
                .split(" ");
        Programs.Outcome outcome = Programs.run(arguments);
        assertEquals(1, outcome.status(), outcome::err);
        assertEquals("", outcome.out());
        assertEquals(1, outcome.err().lines().count(), outcome::err);
        assertArrayEquals(before, Files.readAllBytes(image));
    }

    @Test
    void tableIsReplacedWhenAsked() throws IOException {
        Path image = blank();
        block("mkpart", image, "--new-table=gpt");
        block("mkpart", image, "--new-table=mbr", "--disk-id=0BADCAFE", "--replace");
        String text = block("show", image);
        assertTrue(text.contains("mbr") && text.contains("0badcafe"), text);
    }

    @Test
    void damageHasStatus1UntilItIsRepaired() throws IOException {
        Path image = blank();
        block("mkpart", image, "--new-table=gpt", "--size=8M");
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(512), 512);
            channel.write(ByteBuffer.allocate(1), 128 * MIB - 1);
        }
        Programs.Outcome shown = Programs.run("block", "show", image);
        assertEquals(1, shown.status());
        String repaired = block("repair", image);
        assertEquals(repaired, block("show", image));
    }

    private String block(String command, Object... arguments) {
        Object[] line = new Object[arguments.length + 2];
        line[0] = "block";
        line[1] = command;
        System.arraycopy(arguments, 0, line, 2, arguments.length);
        return Programs.run(line).succeeded().out();
    }

    private Path blank() throws IOException {
        Path image = folder.resolve("disk.img");
        try (FileChannel channel = FileChannel.open(
                image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.allocate(1), 64 * MIB - 1);
        }
        return image;
    }
}
