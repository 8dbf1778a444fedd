package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.contract.tool.Samples;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.NameBytes;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.progress.Progress;
import dev.diskless.spi.OverlayReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** busybox, GNU tar and gzip as judges, on trees from seeds and on real overlays. */
class ApkovlRealToolsTest {

    private static final int ENTRIES = 300;
    private static final int LONG = 3000;
    private static final int SHORT = 95;

    @TempDir
    Path directory;

    private Path archive;
    private Path unpacked;

    @BeforeEach
    void makePlaces() throws IOException {
        archive = directory.resolve("edge-1.apkovl.tar.gz");
        unpacked = Files.createDirectory(directory.resolve("unpacked"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void busyboxUnpacksWhatWasWritten(long seed) throws IOException {
        assumeOwnersAndDevicesCanBeMade();
        RandomEntries tree = new RandomEntries(seed, ENTRIES, LONG);
        tree.write(new ApkovlFormat(), archive);
        RealTool.Outcome outcome = RealTool.named("busybox").run("tar", "-zxvf", archive, "-C", unpacked);
        assertEquals("", outcome.err());
        outcome.succeeded();
        assertArrayEquals(listing(tree.entries()), outcome.stdout());
        TreeFacts.assertSame(
                withoutOwnersOfLinks(expected()),
                withoutOwnersOfLinks(TreeFacts.comparable(TreeFacts.ofDirectory(unpacked))));
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void gnuTarUnpacksWhatWasWritten(long seed) throws IOException {
        assumeOwnersAndDevicesCanBeMade();
        new RandomEntries(seed, ENTRIES, LONG).write(new ApkovlFormat(), archive);
        RealTool.Outcome outcome = RealTool.named("tar").run("-xpzf", archive, "-C", unpacked);
        assertEquals("", outcome.err());
        outcome.succeeded();
        TreeFacts.assertSame(expected(), TreeFacts.comparable(TreeFacts.ofDirectory(unpacked)));
    }

    @Test
    void gzipFindsNothingWrong() throws IOException {
        new RandomEntries(5, ENTRIES, LONG).write(new ApkovlFormat(), archive);
        RealTool.Outcome outcome = RealTool.named("gzip").run("-tv", archive).succeeded();
        assertFalse(outcome.err().contains("trailing"), outcome::err);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "oldgnu", "posix", "ustar", "v7"})
    void whatGnuTarWritesIsReadAlike(String format) throws IOException {
        boolean limited = format.equals("ustar") || format.equals("v7");
        Path tree = treeOnDisk(limited ? 21 : 22, limited ? SHORT : LONG);
        if (format.equals("v7")) {
            // It has neither devices nor pipes.
            RealTool.named("find")
                    .run(tree, "(", "-type", "c", "-o", "-type", "b", "-o", "-type", "p", ")", "-delete")
                    .succeeded();
        }
        RealTool.named("tar")
                .run("-czf", archive, "--format=" + format, "--hard-dereference", "-C", tree, ".")
                .succeeded();
        TreeFacts.assertSame(withoutHardLinks(TreeFacts.ofDirectory(tree)), TreeFacts.comparable(read()));
        RealTool.named("tar")
                .run("-czf", archive, "--format=" + format, "--sort=name", "-C", tree, "etc")
                .succeeded();
        TreeFacts.assertSame(TreeFacts.comparable(TreeFacts.ofDirectory(tree)), TreeFacts.comparable(read()));
    }

    @Test
    void whatBusyboxWritesIsReadAlike() throws IOException {
        Path tree = treeOnDisk(23, LONG);
        RealTool.Outcome outcome = RealTool.named("busybox").run("tar", "-czf", archive, "-C", tree, "etc");
        outcome.succeeded();
        TreeFacts.assertSame(withoutHardLinks(TreeFacts.ofDirectory(tree)), withoutHardLinks(read()));
    }

    @Test
    void busyboxTakesOwnersAndTimesInBase256() throws IOException {
        assumeOwnersAndDevicesCanBeMade();
        OverlayTree tree = OverlayTree.create(Instant.ofEpochSecond(-86_400))
                .text("etc/a", "a")
                .owner("etc/a", 2_097_152, Integer.MAX_VALUE - 1);
        tree.writeTo(new ApkovlFormat(), Files.newOutputStream(archive), Progress.silent());
        RealTool.named("busybox").run("tar", "-zxf", archive, "-C", unpacked).succeeded();
        TreeFacts a = TreeFacts.ofDirectory(unpacked).get("etc/a");
        assertEquals(List.of(2_097_152, Integer.MAX_VALUE - 1, -86_400L), List.of(a.uid(), a.gid(), a.time()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipi-localhost.apkovl.tar.gz", "alpine-3.13-aarch64-medium/alpine.apkovl.tar.gz"})
    void realOverlaysAreReadAsGnuTarUnpacksThem(String sample) throws IOException {
        assumeOwnersAndDevicesCanBeMade();
        archive = Samples.of(sample);
        RealTool.named("tar")
                .run("-xpzf", archive, "--numeric-owner", "-C", unpacked)
                .succeeded();
        TreeFacts.assertSame(TreeFacts.comparable(TreeFacts.ofDirectory(unpacked)), TreeFacts.comparable(read()));
    }

    private Map<String, TreeFacts> read() throws IOException {
        try (OverlayReader reader = new ApkovlFormat().read(Files.newInputStream(archive), archive.toString())) {
            return TreeFacts.ofOverlay(reader);
        }
    }

    private Map<String, TreeFacts> expected() throws IOException {
        return TreeFacts.comparable(firstNamesOfHardLinks(read()));
    }

    // busybox makes links that are absolute or lead upwards after everything else, and then leaves them to root.
    private static Map<String, TreeFacts> withoutOwnersOfLinks(Map<String, TreeFacts> facts) {
        Map<String, TreeFacts> result = new TreeMap<>(facts);
        result.replaceAll((name, f) -> f.type().equals("SYMLINK")
                ? new TreeFacts(f.type(), f.mode(), 0, 0, f.time(), f.target(), f.device(), f.content())
                : f);
        return result;
    }

    // Whichever name of a file the archive has first, a walk of the unpacked tree meets the smallest first.
    private static Map<String, TreeFacts> firstNamesOfHardLinks(Map<String, TreeFacts> facts) {
        Map<String, String> first = new HashMap<>();
        facts.forEach((name, fact) -> {
            String file = fact.type().equals("HARD_LINK") ? fact.target() : name;
            first.merge(file, name, (a, b) -> a.compareTo(b) < 0 ? a : b);
        });
        Map<String, TreeFacts> result = new TreeMap<>();
        facts.forEach((name, f) -> {
            boolean link = f.type().equals("HARD_LINK");
            String file = link ? f.target() : name;
            if (!link && first.get(file).equals(name)) {
                result.put(name, f);
            } else {
                boolean main = first.get(file).equals(name);
                result.put(
                        name,
                        new TreeFacts(
                                main ? "FILE" : "HARD_LINK",
                                f.mode(),
                                f.uid(),
                                f.gid(),
                                f.time(),
                                main ? "" : first.get(file),
                                f.device(),
                                f.content()));
            }
        });
        return result;
    }

    private static Map<String, TreeFacts> withoutHardLinks(Map<String, TreeFacts> facts) {
        Map<String, TreeFacts> result = new TreeMap<>();
        facts.forEach((name, f) -> result.put(
                name,
                f.type().equals("HARD_LINK")
                        ? new TreeFacts("FILE", f.mode(), f.uid(), f.gid(), f.time(), "", f.device(), f.content())
                        : f));
        return TreeFacts.comparable(result);
    }

    private Path treeOnDisk(long seed, int longestName) throws IOException {
        assumeOwnersAndDevicesCanBeMade();
        Path source = directory.resolve("source.tar.gz");
        Path tree = Files.createDirectory(directory.resolve("tree"));
        new RandomEntries(seed, ENTRIES, longestName).write(new ApkovlFormat(), source);
        RealTool.named("tar").run("-xpzf", source, "-C", tree).succeeded();
        return tree;
    }

    private static byte[] listing(List<OverlayEntry> entries) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (OverlayEntry entry : entries) {
            lines.writeBytes(NameBytes.encode(entry.name()).orElseThrow());
            lines.writeBytes((entry.type() == EntryType.DIRECTORY ? "/\n" : "\n").getBytes(StandardCharsets.US_ASCII));
        }
        return lines.toByteArray();
    }

    private void assumeOwnersAndDevicesCanBeMade() throws IOException {
        Path probe = directory.resolve("probe");
        Optional<RealTool> mknod = RealTool.find("mknod");
        assumeTrue(
                mknod.isPresent() && mknod.get().run(probe, "c", "1", "3").status() == 0,
                "only root may make devices and give files away");
        Files.delete(probe);
    }
}
