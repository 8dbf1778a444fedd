package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.contract.tool.Samples;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.progress.Progress;
import dev.diskless.spi.OverlayReader;
import dev.diskless.spi.OverlayWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverlayTreeBaseTest {

    private static final Instant OLD = Instant.ofEpochSecond(1_600_000_000);
    private static final Instant NEW = Instant.ofEpochSecond(1_700_000_000);

    @TempDir
    Path directory;

    private Path base;

    @BeforeEach
    void writeBase() throws IOException {
        base = directory.resolve("old.apkovl.tar.gz");
        try (OverlayWriter writer = new ApkovlFormat().write(Files.newOutputStream(base))) {
            add(writer, OverlayEntry.directory("root", 0700, OLD), "");
            add(writer, OverlayEntry.file("etc/hostname", 0644, OLD, 4), "old\n");
            add(writer, OverlayEntry.file("etc/large", 0600, OLD, 300_000), "x".repeat(300_000));
            add(writer, OverlayEntry.file("etc/linked", 0640, OLD, 1), "1");
            add(writer, new OverlayEntry("etc/link", EntryType.HARD_LINK, 0640, 0, 0, OLD, 0, "etc/linked", 0, 0), "");
            add(writer, OverlayEntry.symlink("etc/apk/cache", "/media/sda1/cache", OLD), "");
            add(writer, OverlayEntry.file("root/note", 0600, OLD, 2), "n\n");
        }
    }

    @Test
    void withoutChangesTheBaseIsWrittenAsItWas() throws IOException {
        Path copy = write(tree());
        assertArrayEquals(Files.readAllBytes(base), Files.readAllBytes(copy));
    }

    @Test
    void replacedEntriesStandInTheirPlaceAndNewOnesBehind() throws IOException {
        OverlayTree tree =
                tree().text("etc/hostname", "new\n").text("etc/motd", "hi\n").symlink("etc/apk/cache", "/c");
        assertEquals(
                List.of(
                        "root",
                        "etc/hostname",
                        "etc/large",
                        "etc/linked",
                        "etc/link",
                        "etc/apk/cache",
                        "root/note",
                        "etc",
                        "etc/apk",
                        "etc/motd"),
                names(tree));
        Path copy = write(tree);
        assertEquals(Optional.of("new\n"), from(copy).text("etc/hostname"));
        assertEquals(Optional.of("x".repeat(300_000)), from(copy).text("etc/large"));
        assertEquals(tree.entries(), from(copy).entries());
    }

    @Test
    void removedEntriesAreLeftOutWithAllBelow() throws IOException {
        OverlayTree tree = tree().remove("root").remove("etc/apk").remove("no/such/thing");
        assertEquals(List.of("etc/hostname", "etc/large", "etc/linked", "etc/link"), names(tree));
        assertFalse(tree.contains("root/note"));
        tree.text("root/note", "again");
        assertEquals(List.of("etc/hostname", "etc/large", "etc/linked", "etc/link", "root", "root/note"), names(tree));
        assertTrue(tree.contains("root/note"));
        assertEquals(tree.entries(), from(write(tree)).entries());
    }

    @Test
    void modesAndOwnersOfTheBaseChangeWithoutItsContents() throws IOException {
        OverlayTree tree =
                tree().mode("etc/large", 0644).owner("etc/large", 5, 6).owner("etc/apk/cache", 7, 8);
        OverlayTree copy = from(write(tree));
        assertEquals(
                new OverlayEntry("etc/large", EntryType.FILE, 0644, 5, 6, OLD, 300_000, "", 0, 0),
                copy.entries().get(2));
        assertEquals(7, copy.entries().get(5).uid());
        assertEquals(Optional.of("x".repeat(300_000)), copy.text("etc/large"));
    }

    @Test
    void theNextNameOfAFileTakesItsPlace() throws IOException {
        assertThrows(InvalidRequestException.class, () -> tree().mode("etc/link", 0600));
        for (OverlayTree tree : List.of(tree().text("etc/linked", "2"), tree().remove("etc/linked"))) {
            OverlayTree copy = from(write(tree));
            assertEquals(Optional.of("1"), copy.text("etc/link"));
            assertEquals(tree.entries(), copy.entries());
        }
        assertEquals(
                Optional.of("2"),
                from(write(tree().text("etc/linked", "2").text("etc/link", "1")))
                        .text("etc/linked"));
    }

    @Test
    void whatTheBaseHasBelowANewFileIsRefused() {
        assertThrows(
                InvalidRequestException.class,
                () -> tree().symlink("etc/apk", "x").entries());
    }

    @Test
    void ofTwoEntriesWithOneNameTheLastIsKept() throws IOException {
        RealTool tar = RealTool.named("tar");
        Path plain = directory.resolve("twice.tar");
        Path file = Files.createDirectory(directory.resolve("etc")).resolve("a");
        Files.writeString(file, "first");
        tar.run("-cf", plain, "-C", directory, "etc/a").succeeded();
        Files.writeString(file, "second one");
        tar.run("-rf", plain, "-C", directory, "etc/a").succeeded();
        RealTool.named("gzip").run(plain).succeeded();
        OverlayTree tree = from(directory.resolve("twice.tar.gz"));
        assertEquals(List.of("etc/a"), names(tree));
        assertEquals(Optional.of("second one"), tree.text("etc/a"));
        assertEquals(Optional.of("second one"), from(write(tree)).text("etc/a"));
    }

    @Test
    void aBaseThatChangedIsAConflict() throws IOException {
        OverlayTree tree = tree();
        OverlayTree other = OverlayTree.create(OLD).text("etc/other", "x");
        other.writeTo(new ApkovlFormat(), Files.newOutputStream(base), Progress.silent());
        DisklessException fault = assertThrows(DisklessException.class, () -> write(tree));
        assertEquals(FaultCode.CONFLICT, fault.code());
    }

    @Test
    void aDamagedBaseIsCorrupt() throws IOException {
        byte[] bytes = Files.readAllBytes(base);
        Files.write(base, Arrays.copyOf(bytes, bytes.length / 2));
        assertThrows(CorruptInputException.class, this::tree);
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipi-localhost.apkovl.tar.gz", "alpine-3.13-aarch64-medium/alpine.apkovl.tar.gz"})
    void aRealOverlayKeepsAllThatIsNotTouched(String sample) throws IOException {
        Path overlay = Samples.of(sample);
        OverlayTree tree = from(overlay).text("etc/motd", "hello\n");
        List<OverlayEntry> before = from(overlay).entries().stream()
                .map(entry -> entry.withOwnerNames("", ""))
                .toList();
        List<OverlayEntry> after = from(write(tree)).entries();
        assertEquals(before, after.subList(0, before.size()));
        RealTool.Outcome outcome = RealTool.named("busybox").run("tar", "-ztf", directory.resolve("new.apkovl.tar.gz"));
        assertEquals("", outcome.err());
        List<String> listed = new ArrayList<>();
        after.forEach(e -> listed.add(e.name() + (e.type() == EntryType.DIRECTORY ? "/" : "")));
        assertEquals(String.join("\n", listed) + "\n", outcome.out());
    }

    private OverlayTree tree() throws IOException {
        return from(base);
    }

    private static OverlayTree from(Path overlay) throws IOException {
        return OverlayTree.from(overlay, new ApkovlFormat(), NEW);
    }

    private Path write(OverlayTree tree) throws IOException {
        Path file = directory.resolve("new.apkovl.tar.gz");
        tree.writeTo(new ApkovlFormat(), Files.newOutputStream(file), Progress.silent());
        try (OverlayReader reader = new ApkovlFormat().read(Files.newInputStream(file), "new")) {
            while (reader.next().isPresent()) {
                continue;
            }
        }
        return file;
    }

    private static List<String> names(OverlayTree tree) throws IOException {
        return tree.entries().stream().map(OverlayEntry::name).toList();
    }

    private static void add(OverlayWriter writer, OverlayEntry entry, String content) throws IOException {
        writer.add(entry, new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }
}
