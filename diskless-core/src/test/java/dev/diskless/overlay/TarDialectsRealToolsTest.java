package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.contract.tool.Samples;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.medium.XattrValue;
import dev.diskless.spi.OverlayReader;
import dev.diskless.spi.OverlayWriter;
import dev.diskless.spi.Registry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sparse files, extended attributes and names of owners in the dialects of GNU tar, bsdtar and busybox. */
class TarDialectsRealToolsTest {

    private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);

    @TempDir
    Path directory;

    private Path tree;
    private Path archive;

    @BeforeEach
    void makePlaces() throws IOException {
        tree = Files.createDirectories(directory.resolve("tree"));
        Files.createDirectory(tree.resolve("etc"));
        archive = directory.resolve("edge-1.apkovl.tar.gz");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--format=oldgnu",
                "--format=gnu",
                "--format=posix --sparse-version=0.0",
                "--format=posix --sparse-version=0.1",
                "--format=posix --sparse-version=1.0"
            })
    void sparseFilesOfGnuTarAreExpanded(String options) throws IOException {
        makeSparse("etc/few", 3, 5_000_000);
        makeSparse("etc/many", 60, 3_000_000);
        makeSparse("etc/hole", 0, 1_000_000);
        makeSparse("etc/" + "long".repeat(40), 7, 700_001);
        Files.writeString(tree.resolve("etc/plain"), "plain\n");
        List<Object> line = new ArrayList<>(List.of(options.split(" ")));
        line.addAll(List.of("-S", "-czf", archive, "-C", tree, "etc"));
        RealTool.named("tar").run(line.toArray()).succeeded();
        assertTrue(Files.size(archive) < 3_000_000);
        Map<String, TreeFacts> expected = TreeFacts.comparable(TreeFacts.ofDirectory(tree));
        TreeFacts.assertSame(expected, TreeFacts.comparable(read()));
        OverlayScan scan = Overlays.find(directory, Registry.standard());
        assertEquals(
                List.of("overlay-sparse-file"),
                scan.findings().stream().map(f -> f.code()).toList());
    }

    @Test
    void theBootCannotUnpackSparseFiles() throws IOException {
        makeSparse("etc/sparse", 3, 5_000_000);
        RealTool.named("tar")
                .run("--format=gnu", "-S", "-czf", archive, "-C", tree, "etc")
                .succeeded();
        Path out = Files.createDirectory(directory.resolve("out"));
        assertNotEquals(
                0,
                RealTool.named("busybox").run("tar", "-xzf", archive, "-C", out).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar", "bsdtar"})
    void extendedAttributesAndAccessListsAreRead(String program) throws IOException {
        makeAttributes();
        Map<String, Map<String, String>> expected = attributes(tree);
        assertEquals(3, expected.get("etc/a").size());
        if (program.equals("tar")) {
            // Names of owners in lists have no numbers beside them, so the attributes themselves are asked for.
            RealTool.named("tar")
                    .run("--format=posix", "--xattrs", "--xattrs-include=*", "-czf", archive, "-C", tree, "etc")
                    .succeeded();
        } else {
            RealTool.named("bsdtar").run("-czf", archive, "-C", tree, "etc").succeeded();
        }
        assertEquals(expected, attributesInArchive());
    }

    @Test
    void accessListsOfGnuTarWithNumbersAreRead() throws IOException {
        makeAttributes();
        RealTool.named("setfacl").run("-x", "u:7", tree.resolve("etc/a")).succeeded();
        Map<String, Map<String, String>> expected = attributes(tree);
        expected.get("etc/a").keySet().removeIf(name -> !name.startsWith("system."));
        RealTool.named("tar")
                .run("--format=posix", "--acls", "-czf", archive, "-C", tree, "etc")
                .succeeded();
        assertEquals(expected.get("etc/a"), attributesInArchive().get("etc/a"));
    }

    @Test
    void attributesThatAreWrittenComeBackFromGnuTarAndBsdtar() throws IOException {
        makeAttributes();
        // bsdtar's own archives say the group's bits of the list where Linux has the mask's.
        RealTool.named("tar")
                .run("--format=posix", "--xattrs", "--xattrs-include=*", "-czf", archive, "-C", tree, "etc")
                .succeeded();
        Map<String, Map<String, String>> expected = attributesInArchive();
        Path copy = directory.resolve("copy.tar.gz");
        copy(new ApkovlFormat().keepXattrs(), copy);
        archive = copy;
        assertEquals(expected, attributesInArchive());
        Path out = Files.createDirectory(directory.resolve("out"));
        RealTool.Outcome gnu = RealTool.named("tar").run("--xattrs", "--xattrs-include=*", "-xpzf", copy, "-C", out);
        assertEquals("", gnu.succeeded().err());
        assertEquals(attributes(tree), attributes(out));
        Path other = Files.createDirectory(directory.resolve("other"));
        RealTool.named("bsdtar").run("-xpzf", copy, "-C", other).succeeded();
        assertEquals("1234", attributes(other).get("etc/a").get("user.key"));
    }

    @Test
    void busyboxOfTheHostAndOfTheSampleRootSkipAttributesAndTakeNames() throws IOException {
        Path root = Files.createDirectory(directory.resolve("root"));
        writeNamed(new ApkovlFormat().keepXattrs().keepNames());
        Path out = Files.createDirectories(root.resolve("out"));
        RealTool.Outcome own = RealTool.named("busybox").run("tar", "-zxvf", archive, "-C", out);
        assertEquals("", own.succeeded().err());
        assertEquals("etc/a\netc/b\n", own.out());
        assertEquals("content", Files.readString(out.resolve("etc/a")));
        assertEquals(0, Files.getAttribute(out.resolve("etc/a"), "unix:uid"));
        RealTool.named("tar")
                .run(
                        "-xzf",
                        Samples.miniRoot().toAbsolutePath(),
                        "-C",
                        root,
                        "./bin/busybox",
                        "./lib",
                        "./etc/passwd",
                        "./etc/group")
                .succeeded();
        Path inside = Files.createDirectory(root.resolve("inside"));
        Files.copy(archive, root.resolve("a.tar.gz"), StandardCopyOption.REPLACE_EXISTING);
        RealTool chroot = RealTool.named("chroot");
        assumeTrue(
                chroot.run(root, "/bin/busybox", "true").status() == 0,
                "chroot: the busybox of the sample root cannot be run here");
        RealTool.Outcome boot = chroot.run(root, "/bin/busybox", "tar", "-zxvf", "/a.tar.gz", "-C", "/inside");
        assertEquals("", boot.succeeded().err());
        assertEquals("etc/a\netc/b\n", boot.out());
        assertEquals("content", Files.readString(inside.resolve("etc/a")));
        // Where a name is known, its number wins over the one that stands beside it.
        assertEquals(0, Files.getAttribute(inside.resolve("etc/a"), "unix:uid"));
        assertEquals(4321, Files.getAttribute(inside.resolve("etc/b"), "unix:uid"));
    }

    @Test
    void namesAreLeftOutUnlessAskedFor() throws IOException {
        writeNamed(new ApkovlFormat());
        assertTrue(list().contains(" 1234/"), this::list);
        writeNamed(new ApkovlFormat().keepNames());
        assertTrue(list().contains(" root/nobody"), this::list);
        try (OverlayReader reader = new ApkovlFormat().read(Files.newInputStream(archive), "a")) {
            OverlayEntry entry = reader.next().orElseThrow();
            assertEquals("root:nobody", entry.userName() + ":" + entry.groupName());
            assertEquals(1234, entry.uid());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 9})
    void everyLevelUnpacksAlike(int level) throws IOException {
        byte[] content = new byte[200_000];
        Random random = new Random(1);
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) ('a' + random.nextInt(4));
        }
        write(new ApkovlFormat().level(level), OverlayEntry.file("etc/a", 0644, TIME, content.length), content);
        RealTool.named("gzip").run("-t", archive).succeeded();
        Path out = Files.createDirectory(directory.resolve("out"));
        RealTool.named("busybox").run("tar", "-zxf", archive, "-C", out).succeeded();
        assertArrayEquals(content, Files.readAllBytes(out.resolve("etc/a")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ustar", "pax", "gnutar", "v7"})
    void whatBsdtarWritesIsReadAlike(String format) throws IOException {
        String name = format.equals("v7") || format.equals("ustar") ? "b".repeat(60) : "b".repeat(200);
        Files.createDirectories(tree.resolve("etc/" + name));
        Files.writeString(tree.resolve("etc/" + name + "/" + "c".repeat(30)), "content\n");
        Files.createSymbolicLink(tree.resolve("etc/link"), Path.of("t".repeat(90)));
        RealTool.named("bsdtar")
                .run("--format=" + format, "-czf", archive, "-C", tree, "etc")
                .succeeded();
        TreeFacts.assertSame(TreeFacts.comparable(TreeFacts.ofDirectory(tree)), TreeFacts.comparable(read()));
    }

    @Test
    void ownersAndTimesBeyondOctalOfPosixArchivesAreRead() throws IOException {
        Path file = Files.writeString(tree.resolve("etc/a"), "a");
        RealTool.named("tar")
                .run(
                        "--format=posix",
                        "--owner=big:3000000",
                        "--group=large:4000000",
                        "--mtime=@-5.5",
                        "-czf",
                        archive,
                        "-C",
                        tree,
                        "etc/a")
                .succeeded();
        assertTrue(Files.exists(file));
        try (OverlayReader reader = new ApkovlFormat().read(Files.newInputStream(archive), "a")) {
            OverlayEntry entry = reader.next().orElseThrow();
            assertEquals(List.of(3_000_000, 4_000_000), List.of(entry.uid(), entry.gid()));
            assertEquals("big:large", entry.userName() + ":" + entry.groupName());
            assertEquals(-6, entry.modified().getEpochSecond());
        }
    }

    private void makeSparse(String name, int stretches, int size) throws IOException {
        try (var file = new RandomAccessFile(tree.resolve(name).toFile(), "rw")) {
            file.setLength(size);
            Random random = new Random(stretches);
            for (int i = 0; i < stretches; i++) {
                file.seek((long) size / stretches * i / 4096 * 4096);
                byte[] data = new byte[1 + random.nextInt(6000)];
                random.nextBytes(data);
                file.write(data, 0, (int) Math.min(data.length, size - file.getFilePointer()));
            }
        }
    }

    private void makeAttributes() throws IOException {
        Path a = Files.writeString(tree.resolve("etc/a"), "content\n");
        RealTool setfattr = RealTool.named("setfattr");
        assumeTrue(
                setfattr.run("-n", "user.key", "-v", "0x1234", a).status() == 0
                        && setfattr.run(
                                                "-n",
                                                "security.capability",
                                                "-v",
                                                "0x0100000200040000000000000000000000000000",
                                                a)
                                        .status()
                                == 0
                        && RealTool.named("setfacl")
                                        .run("-m", "u:7:rw,u:12345:r", a)
                                        .status()
                                == 0,
                "the file system of the test keeps no attributes");
        RealTool.named("setfacl").run("-d", "-m", "g:8:rx", tree.resolve("etc")).succeeded();
    }

    private static Map<String, Map<String, String>> attributes(Path root) {
        Map<String, Map<String, String>> all = new TreeMap<>();
        for (String name : List.of("etc", "etc/a")) {
            Map<String, String> attributes = new TreeMap<>();
            RealTool.named("getfattr")
                    .run("-d", "-m", "-", "-e", "hex", "--absolute-names", root.resolve(name))
                    .succeeded()
                    .out()
                    .lines()
                    .filter(line -> line.contains("=0x"))
                    .forEach(line -> attributes.put(line.split("=0x")[0], line.split("=0x")[1]));
            all.put(name, attributes);
        }
        return all;
    }

    private Map<String, Map<String, String>> attributesInArchive() throws IOException {
        Map<String, Map<String, String>> all = new TreeMap<>();
        try (OverlayReader reader = new ApkovlFormat().read(Files.newInputStream(archive), "a")) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                Map<String, String> attributes = new TreeMap<>();
                next.get()
                        .xattrs()
                        .forEach((name, value) ->
                                attributes.put(name, HexFormat.of().formatHex(value.toByteArray())));
                all.put(next.get().name(), attributes);
            }
        }
        return all;
    }

    private void copy(ApkovlFormat format, Path target) throws IOException {
        try (OverlayReader reader = format.read(Files.newInputStream(archive), "a");
                OverlayWriter writer = format.write(Files.newOutputStream(target))) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                writer.add(next.get(), reader.content());
            }
        }
    }

    private void writeNamed(ApkovlFormat format) throws IOException {
        byte[] content = "content".getBytes(StandardCharsets.US_ASCII);
        OverlayEntry entry = OverlayEntry.file("etc/a", 0640, TIME, content.length)
                .withOwner(1234, 65534)
                .withOwnerNames("root", "nobody")
                .withXattrs(Map.of(
                        "user.key", XattrValue.of(new byte[] {0, 10, 61}), "user.long", XattrValue.of(new byte[5000])));
        try (OverlayWriter writer = format.write(Files.newOutputStream(archive))) {
            writer.add(entry, new ByteArrayInputStream(content));
            writer.add(
                    entry.withName("etc/b").withOwner(4321, 4322).withOwnerNames("stranger", ""),
                    new ByteArrayInputStream(content));
        }
    }

    private void write(ApkovlFormat format, OverlayEntry entry, byte[] content) throws IOException {
        try (OverlayWriter writer = format.write(Files.newOutputStream(archive))) {
            writer.add(entry, new ByteArrayInputStream(content));
        }
    }

    private String list() {
        return RealTool.named("tar").run("-tvzf", archive).succeeded().out();
    }

    private Map<String, TreeFacts> read() throws IOException {
        try (InputStream in = Files.newInputStream(archive);
                OverlayReader reader = new ApkovlFormat().read(in, archive.toString())) {
            return TreeFacts.ofOverlay(reader);
        }
    }
}
