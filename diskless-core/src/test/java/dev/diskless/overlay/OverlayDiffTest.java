package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GNU diff and patch as judges. */
class OverlayDiffTest {

    @TempDir
    Path directory;

    @Test
    void isWhatGnuDiffPrints() throws IOException {
        Map<String, String> a = new TreeMap<>(Map.of(
                "etc/both", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n",
                "etc/open", "x\ny",
                "etc/gone", "bye\n",
                "etc/binary", "a\0b",
                "etc/sp ace", "1\n",
                "etc/ümlaut\"\\", "1\n",
                "etc/emptied", "1\n2\n"));
        Map<String, String> b = new TreeMap<>(Map.of(
                "etc/both", "0\n1\n2\n3\n4\n5\n6\n7\n8\nneun\n10\n11\n12\n",
                "etc/open", "x\ny\n",
                "etc/new", "hello",
                "etc/binary", "a\0c",
                "etc/sp ace", "2\n",
                "etc/ümlaut\"\\", "2\n",
                "etc/emptied", ""));
        write("a", a);
        write("b", b);
        Files.createSymbolicLink(directory.resolve("a/etc/link"), Path.of("one"));
        Files.createSymbolicLink(directory.resolve("b/etc/link"), Path.of("two"));
        Files.createSymbolicLink(directory.resolve("a/etc/typed"), Path.of("one"));
        Files.writeString(directory.resolve("b/etc/typed"), "one");
        RealTool.Outcome judge =
                RealTool.named("diff").run(Map.of("LC_ALL", "C"), directory, "--no-dereference", "-ruN", "a", "b");
        String expected = new String(judge.stdout(), StandardCharsets.ISO_8859_1)
                .replace("diff --no-dereference -ruN", "diff -ruN");
        assertEquals(expected, new String(diff(), StandardCharsets.ISO_8859_1));
        assertEquals("", judge.err());
    }

    @Test
    void newAndGoneLinksAndDevicesAreLines() throws IOException {
        Trees before = new Trees().link("etc/gone", "x").link("top", "x");
        Trees after = new Trees().link("etc/n\nl", "x");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OverlayComparison.between(before.source(), after.source()).writeDiff(out);
        assertEquals(
                "Only in a/etc: gone\nOnly in b/etc: \"n\\nl\"\nOnly in a: top\n",
                out.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void patchMakesOneTreeOfTheOther(long seed) throws IOException {
        Random random = new Random(seed);
        Map<String, String> a = new TreeMap<>();
        Map<String, String> b = new TreeMap<>();
        for (int i = 0; i < 40; i++) {
            String text = text(random, random.nextInt(60), 2 + random.nextInt(12));
            String name = "etc/" + (i % 3 == 0 ? "d" + i + "/" : "") + "file " + i;
            if (i % 10 != 0) {
                a.put(name, text);
            }
            if (i % 10 != 1) {
                // An added or removed empty file is not in a diff.
                b.put(name, i % 10 == 0 && text.isEmpty() ? "x" : changed(random, text));
            }
        }
        a.entrySet().removeIf(entry -> entry.getValue().isEmpty() && !b.containsKey(entry.getKey()));
        write("a", a);
        write("b", b);
        Path patch = Files.write(directory.resolve("patch"), diff());
        RealTool.named("patch")
                .run(Map.of(), directory.resolve("a"), "-p1", "-E", "-s", "-i", patch)
                .succeeded();
        b.values().removeIf(String::isEmpty);
        Map<String, String> patched = Trees.texts(EntrySource.root(directory.resolve("a")));
        patched.values().removeIf(String::isEmpty);
        assertEquals(b, patched);
    }

    @Test
    void hasAsFewLinesAsTheMinimalDiffOfGnu() throws IOException {
        RealTool judge = RealTool.named("diff");
        Random random = new Random(4);
        int same = 0;
        int rounds = 60;
        for (int i = 0; i < rounds; i++) {
            String text = text(random, 20 + random.nextInt(200), 3 + random.nextInt(60));
            String other = changed(random, changed(random, text));
            write("a", Map.of("etc/x", text));
            write("b", Map.of("etc/x", other));
            byte[] expected =
                    judge.run(Map.of(), directory, "-d", "-ruN", "a", "b").stdout();
            byte[] found = diff();
            assertEquals(changedLines(expected), changedLines(found), () -> new String(found, StandardCharsets.UTF_8));
            same += body(expected).equals(body(found)) ? 1 : 0;
        }
        // Ties between shortest ways are broken alike nearly always.
        assertTrue(same >= rounds * 9 / 10, same + " of " + rounds + " are the same byte for byte");
    }

    @Test
    void textsBeyondTheLimitsAreLikeBinaries() throws IOException {
        Trees before = new Trees().file("etc/big", "x\n").file("etc/many", "x\n");
        Trees after = new Trees()
                .file("etc/big", "y".repeat(SmallContents.MAX_FILE + 1))
                .file("etc/many", "\n".repeat(TextLines.MAX_LINES));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OverlayComparison.between(before.source(), after.source()).writeDiff(out);
        assertEquals(
                "Binary files a/etc/big and b/etc/big differ\nBinary files a/etc/many and b/etc/many differ\n",
                out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void manyTextsAreFetchedInBatches() throws IOException {
        Trees before = new Trees();
        Trees after = new Trees();
        for (int i = 0; i < 40; i++) {
            before.file("etc/x" + i, "a".repeat(700_000) + i + "\n");
            after.file("etc/x" + i, "b".repeat(700_000) + i + "\n");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OverlayComparison.between(before.source(), after.source()).writeDiff(out);
        String text = out.toString(StandardCharsets.UTF_8);
        assertEquals(40, text.lines().filter(line -> line.startsWith("+++ ")).count());
        assertEquals(40, text.lines().filter(line -> line.startsWith("+b")).count());
    }

    @Test
    void hardLinksAreComparedByTheirContent() throws IOException {
        Trees before = new Trees().file("etc/a", "1\n").hardLink("etc/b", "etc/a");
        Trees after = new Trees().file("etc/a", "2\n").hardLink("etc/b", "etc/a");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OverlayComparison.between(before.source(), after.source()).writeDiff(out);
        assertEquals(2, out.toString(StandardCharsets.UTF_8).split("\n-1\n\\+2\n", -1).length - 1);
    }

    @Test
    void theSameGivesNothing() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Trees tree = new Trees().file("etc/a", "1\n");
        assertTrue(OverlayComparison.between(tree.source(), tree.source())
                .writeDiff(out)
                .isEmpty());
        assertArrayEquals(new byte[0], out.toByteArray());
    }

    private byte[] diff() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OverlayComparison.between(EntrySource.root(directory.resolve("a")), EntrySource.root(directory.resolve("b")))
                .writeDiff(out);
        return out.toByteArray();
    }

    private void write(String tree, Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = directory.resolve(tree).resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
            Files.setAttribute(path, "lastModifiedTime", FileTime.from(Trees.TIME), LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static long changedLines(byte[] diff) {
        return body(diff)
                .lines()
                .filter(line -> line.startsWith("+") || line.startsWith("-"))
                .count();
    }

    private static String body(byte[] diff) {
        String text = new String(diff, StandardCharsets.UTF_8);
        int start = text.indexOf("\n@@");
        return start < 0 ? "" : text.substring(start);
    }

    private static String text(Random random, int lines, int alphabet) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append("line ").append(random.nextInt(alphabet)).append('\n');
        }
        return random.nextInt(6) == 0 && text.length() > 0 ? text.substring(0, text.length() - 1) : text.toString();
    }

    private static String changed(Random random, String text) {
        StringBuilder result = new StringBuilder();
        text.lines().forEach(line -> {
            switch (random.nextInt(12)) {
                case 0 -> result.append("new ").append(random.nextInt(9)).append('\n');
                case 1 -> result.append(line).append('\n').append("more\n");
                case 2 -> result.append("");
                default -> result.append(line).append('\n');
            }
        });
        return result.toString();
    }
}
