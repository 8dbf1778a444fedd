package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.CancelledException;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.HostNames;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressListener;
import dev.diskless.spi.OverlayReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverlayComparisonTest {

    private static final Instant OLDER = Trees.TIME.minusSeconds(1000);

    @TempDir
    Path directory;

    @Test
    void everyKindOfDifferenceIsALine() throws IOException {
        Trees before = new Trees()
                .directory("etc")
                .file("etc/gone", "x")
                .file("etc/grown", "x")
                .file("etc/mode", "x")
                .link("etc/link", "a")
                .file("etc/typed", "x")
                .file("etc/touched", "x")
                .add(owned("etc/owned", 0, 0), new byte[0])
                .add(device("etc/null", 3), new byte[0]);
        Trees after = new Trees()
                .directory("etc")
                .file("etc/grown", 0600, Trees.TIME, "xy")
                .file("etc/mode", 0600, Trees.TIME, "x")
                .link("etc/link", "b")
                .link("etc/typed", "x")
                .file("etc/touched", 0644, OLDER, "x")
                .file("etc/new", "x")
                .add(owned("etc/owned", 0, 102), new byte[0])
                .add(device("etc/null", 5), new byte[0]);
        assertEquals(
                List.of(
                        "D etc/gone",
                        "U etc/grown (mode 0644 -> 0600)",
                        "U etc/link (target a -> b)",
                        "M etc/mode (mode 0644 -> 0600)",
                        "A etc/new",
                        "U etc/null (device 1:3 -> 1:5)",
                        "M etc/owned (owner 0:0 -> 0:102)",
                        "T etc/touched (time 2023-11-14T22:13:20Z -> 2023-11-14T21:56:40Z)",
                        "U etc/typed (type file -> symlink)"),
                lines(OverlayComparison.between(before.source(), after.source())));
    }

    @Test
    void contentWithAnOlderTimeIsSeen() throws IOException {
        Trees before = new Trees().file("etc/x", "one");
        Trees after = new Trees().file("etc/x", 0644, OLDER, "two");
        assertEquals(
                List.of("U etc/x"),
                lines(OverlayComparison.between(before.source(), after.source()).withoutTimes()));
    }

    @Test
    void timesAloneCanBeLeftOut() throws IOException {
        Trees before = new Trees().file("etc/x", "one");
        Trees after = new Trees().file("etc/x", 0644, OLDER, "one");
        OverlayComparison all = OverlayComparison.between(before.source(), after.source());
        assertEquals(1, all.differences().size());
        assertEquals(List.of(), all.withoutTimes().differences());
    }

    @Test
    void theLastOfSeveralEntriesCounts() throws IOException {
        Trees before = new Trees().file("etc/x", "first").file("etc/x", "the last");
        assertEquals(
                List.of(),
                lines(OverlayComparison.between(
                        before.source(), new Trees().file("etc/x", "the last").source())));
    }

    @Test
    void hardLinksAreTheFilesTheyStandFor() throws IOException {
        Trees linked = new Trees().file("etc/a", "x").hardLink("etc/b", "etc/a").hardLink("etc/c", "etc/b");
        Trees copied = new Trees().file("etc/a", "x").file("etc/b", "x").file("etc/c", "y");
        assertEquals(List.of("U etc/c"), lines(OverlayComparison.between(linked.source(), copied.source())));
    }

    @Test
    void aHardLinkThatLeadsNowhereStaysOne() throws IOException {
        Trees broken = new Trees().hardLink("etc/b", "etc/a").hardLink("etc/self", "etc/self");
        Trees whole = new Trees().file("etc/b", "x");
        assertEquals(
                List.of("U etc/b (type hard link -> file)", "D etc/self"),
                lines(OverlayComparison.between(broken.source(), whole.source())));
    }

    @Test
    void anEndlessChainOfHardLinksIsALimit() {
        Trees endless = new Trees()
                .hardLink("etc/x", "etc/a")
                .hardLink("etc/a", "etc/b")
                .hardLink("etc/b", "etc/a");
        assertThrows(
                LimitExceededException.class,
                () -> OverlayComparison.between(endless.source(), EntrySource.none())
                        .differences());
    }

    @Test
    void impliedParentsCountAsAddedAndRemovedOnly() throws IOException {
        Trees before = new Trees().file("etc/a/x", "x");
        Trees after = new Trees().directory("etc").file("etc/b/c/x", "x");
        assertEquals(
                List.of("D etc/a", "D etc/a/x", "A etc/b", "A etc/b/c", "A etc/b/c/x"),
                lines(OverlayComparison.between(before.source(), after.source()).withImpliedParents()));
    }

    @Test
    void namesCannotForgeLines() throws IOException {
        Trees after = new Trees().file("etc/a\nD etc/passwd", "x").link("etc/l", "x\u001b[2J");
        assertEquals(
                List.of("A etc/a\\u000aD etc/passwd", "A etc/l"),
                lines(OverlayComparison.between(EntrySource.none(), after.source())));
        Trees before = new Trees().link("etc/l", "y");
        assertTrue(lines(OverlayComparison.between(before.source(), after.source())).stream()
                .noneMatch(line -> line.contains("\u001b") || line.contains("\n")));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void anOverlayIsLikeItselfAndAsFarFromAnotherAsTheOtherFromIt(long seed) throws IOException {
        Path first = directory.resolve("a.apkovl.tar.gz");
        Path second = directory.resolve("b.apkovl.tar.gz");
        new RandomEntries(seed, 300, 300).write(new ApkovlFormat(), first);
        new RandomEntries(seed + 100, 300, 300).write(new ApkovlFormat(), second);
        EntrySource a = EntrySource.overlay(first, new ApkovlFormat());
        EntrySource b = EntrySource.overlay(second, new ApkovlFormat());
        assertEquals(
                List.of(), OverlayComparison.between(a, a).withImpliedParents().differences());
        List<OverlayDifference> there = OverlayComparison.between(a, b).differences();
        List<OverlayDifference> back = OverlayComparison.between(b, a).differences();
        assertTrue(there.size() > 300);
        assertEquals(there.size(), back.size());
        for (int i = 0; i < there.size(); i++) {
            assertEquals(there.get(i).left(), back.get(i).right());
            assertEquals(there.get(i).aspects(), back.get(i).aspects());
        }
    }

    @Test
    void aRootIsComparedByItsEntries() throws IOException {
        Path root = Files.createDirectories(directory.resolve("root/etc/sub"))
                .getParent()
                .getParent();
        Files.createDirectories(root.resolve("proc/1"));
        Files.writeString(root.resolve("etc/same"), "same");
        Files.writeString(root.resolve("etc/other"), "new");
        Files.createSymbolicLink(root.resolve("etc/link"), Path.of("/nowhere"));
        Files.writeString(root.resolve("etc/sub/ä b"), "umlaut");
        for (String name : List.of("etc/same", "etc/other", "etc/sub/ä b")) {
            Files.setLastModifiedTime(root.resolve(name), FileTime.from(Trees.TIME));
        }
        Trees overlay = new Trees()
                .file("etc/same", "same")
                .file("etc/other", "old")
                .file("etc/gone", "x")
                .file("etc/link/below", "x")
                .file("etc/sub/ä b", "umlaut");
        assertEquals(
                List.of("D etc/gone", "D etc/link/below", "U etc/other"),
                substance(OverlayComparison.between(overlay.source(), EntrySource.rootAs(root, overlay.source()))));
        assertEquals(
                List.of("A etc", "A etc/link", "A etc/other", "A etc/same", "A etc/sub", "A etc/sub/ä b", "A proc"),
                substance(OverlayComparison.between(EntrySource.none(), EntrySource.root(root))));
    }

    @Test
    void namesAndTargetsOfARootKeepAllTheirBytes() throws IOException {
        Path root = Files.createDirectory(directory.resolve("bytes"));
        Files.createFile(root.resolve(HostNames.path(root.getFileSystem(), "a\udcff")));
        Files.createSymbolicLink(root.resolve("link"), HostNames.path(root.getFileSystem(), "../\udcfe/\u00e9"));
        List<String> found = new ArrayList<>();
        try (OverlayReader reader = EntrySource.root(root).open()) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                found.add(next.get().name() + " " + next.get().linkTarget());
            }
        }
        assertEquals(List.of("a\udcff ", "link ../\udcfe/\u00e9"), found);
    }

    @Test
    void damageIsAFault() throws IOException {
        Path whole = directory.resolve("a.apkovl.tar.gz");
        new RandomEntries(1, 50, 90).write(new ApkovlFormat(), whole);
        Path cut = directory.resolve("cut.apkovl.tar.gz");
        byte[] bytes = Files.readAllBytes(whole);
        Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
        EntrySource sound = EntrySource.overlay(whole, new ApkovlFormat());
        EntrySource damaged = EntrySource.overlay(cut, new ApkovlFormat());
        assertThrows(
                CorruptInputException.class,
                () -> OverlayComparison.between(sound, damaged).differences());
        assertThrows(
                CorruptInputException.class,
                () -> OverlayComparison.between(damaged, sound).differences());
    }

    @Test
    void namesThatFillMemoryAreALimit() {
        String name = "etc/" + "x".repeat(4000);
        Trees endless = new Trees().file(name, "x");
        OverlayReader many = new OverlayReader() {
            @Override
            public Optional<OverlayEntry> next() {
                return Optional.of(endless.entries().get(0).withName(new String(name.toCharArray())));
            }

            @Override
            public InputStream content() {
                return InputStream.nullInputStream();
            }

            @Override
            public void close() {}
        };
        assertThrows(
                LimitExceededException.class,
                () -> OverlayComparison.between(() -> many, endless.source()).differences());
    }

    @Test
    void workCanBeCancelled() {
        Trees tree = new Trees().file("etc/x", "x");
        Progress cancelled = Progress.root("", 0, ProgressListener.NONE, () -> true);
        assertThrows(
                CancelledException.class,
                () -> OverlayComparison.between(tree.source(), tree.source())
                        .withProgress(cancelled)
                        .differences());
    }

    private static List<String> lines(OverlayComparison comparison) throws IOException {
        return comparison.differences().stream()
                .map(OverlayDifference::toString)
                .toList();
    }

    // Who runs the test, and the mask, decide on owners and modes.
    private static List<String> substance(OverlayComparison comparison) throws IOException {
        return comparison.differences().stream()
                .filter(difference -> "ADU".indexOf(difference.kind().letter()) >= 0)
                .map(difference -> difference.kind().letter() + " " + difference.path())
                .toList();
    }

    private static OverlayEntry owned(String name, int uid, int gid) {
        return new OverlayEntry(name, EntryType.FILE, 0644, uid, gid, Trees.TIME, 0, "", 0, 0);
    }

    private static OverlayEntry device(String name, int minor) {
        return new OverlayEntry(name, EntryType.CHARACTER_DEVICE, 0666, 0, 0, Trees.TIME, 0, "", 1, minor);
    }
}
