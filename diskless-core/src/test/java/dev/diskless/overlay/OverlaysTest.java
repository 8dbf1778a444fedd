package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.contract.tool.Samples;
import dev.diskless.medium.Finding;
import dev.diskless.medium.OverlayDescription;
import dev.diskless.progress.Progress;
import dev.diskless.spi.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlaysTest {

    private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);

    @TempDir
    Path root;

    @Test
    void namesMatchAsTheBootMatchesThem() {
        for (String name : List.of(
                "a.apkovl.tar.gz",
                ".apkovl.tar.gz",
                "._a.apkovl.tar.gz",
                "a.apkovl.tar.gz.new",
                "a.apkovl.tar.gz.aes-256-cbc",
                "a.b.apkovl.tar.gzx")) {
            assertTrue(Overlays.isOverlayName(name), name);
        }
        for (String name : List.of("a.20260711093000.tar.gz", "a.apkovl.tgz", "a.APKOVL.tar.gz", "apkovl.tar.gz")) {
            assertFalse(Overlays.isOverlayName(name), name);
        }
    }

    @Test
    void anOverlayIsDescribed() throws IOException {
        Path file = write("edge-1.apkovl.tar.gz");
        Files.setLastModifiedTime(file, FileTime.from(TIME));
        OverlayScan scan = scan();
        assertEquals(List.of(), scan.findings());
        assertEquals(
                List.of(new OverlayDescription(
                        "edge-1.apkovl.tar.gz", "edge-1", "apkovl", Files.size(file), TIME, 2, "edge-1")),
                scan.overlays());
    }

    @Test
    void otherFilesDirectoriesAndSubdirectoriesAreNoOverlays() throws IOException {
        Files.createDirectories(root.resolve("d.apkovl.tar.gz"));
        Files.writeString(root.resolve("readme"), "x");
        Files.move(write("a.apkovl.tar.gz"), root.resolve("d.apkovl.tar.gz/a.apkovl.tar.gz"));
        assertEquals(new OverlayScan(List.of(), List.of(), List.of()), scan());
    }

    @Test
    void aDamagedOverlayIsAFindingAndHidesNoOther() throws IOException {
        Path bad = write("bad.apkovl.tar.gz");
        byte[] bytes = Files.readAllBytes(bad);
        Files.write(bad, Arrays.copyOf(bytes, bytes.length - 9));
        write("good.apkovl.tar.gz");
        Files.write(root.resolve("text.apkovl.tar.gz"), new byte[100]);
        OverlayScan scan = scan();
        assertEquals(List.of("bad.apkovl.tar.gz", "good.apkovl.tar.gz", "text.apkovl.tar.gz"), scan.fileNames());
        assertEquals(
                List.of("good"),
                scan.overlays().stream().map(OverlayDescription::host).toList());
        assertEquals(List.of("overlay-damaged", "overlay-damaged"), codes(scan));
    }

    @Test
    void aNameThatIsNotUtf8DoesNotStopTheSearch() throws IOException {
        // Only a program that takes bytes can make such a name.
        RealTool.named("sh")
                .run(Map.of(), root, "-c", "printf x > \"$(printf '\\377.apkovl.tar.gz')\"")
                .succeeded();
        write("good.apkovl.tar.gz");
        OverlayScan scan = scan();
        assertEquals(2, scan.files().size());
        assertEquals(1, scan.overlays().size());
        assertEquals(List.of("overlay-damaged"), codes(scan));
    }

    @Test
    void leftoversAndUnknownSuffixesAreFindings() throws IOException {
        write("a.apkovl.tar.gz.new");
        write("a.apkovl.tar.gz.bak");
        Files.write(root.resolve("._a.apkovl.tar.gz"), new byte[4096]);
        Files.writeString(root.resolve("a.apkovl.tar.gz.aes-256-cbc"), "Salted__" + "x".repeat(56));
        Files.write(root.resolve("b.apkovl.tar.gz.aes-256-cbc"), new byte[64]);
        Files.createSymbolicLink(root.resolve("z.apkovl.tar.gz"), Path.of("a.apkovl.tar.gz.new"));
        OverlayScan scan = scan();
        assertEquals(List.of(), scan.overlays());
        assertEquals(
                List.of(
                        "overlay-leftover",
                        "overlay-encrypted",
                        "overlay-leftover",
                        "overlay-leftover",
                        "overlay-damaged",
                        "overlay-not-a-file"),
                codes(scan));
    }

    @Test
    void namesThatTheBootMistakesAreFindings() throws IOException {
        Files.copy(Samples.of("multipi-localhost.apkovl.tar.gz"), root.resolve("localhost.apkovl.tar.gz"));
        OverlayScan scan = scan();
        assertEquals(
                List.of("localhost"),
                scan.overlays().stream().map(OverlayDescription::host).toList());
        assertEquals(List.of("overlay-root-entry", "overlay-dot-names"), codes(scan));
    }

    @Test
    void theOverlayOfARealMediumIsDescribed() throws IOException {
        OverlayScan scan = Overlays.find(Samples.medium(), Registry.standard());
        assertEquals(List.of(), scan.findings());
        OverlayDescription overlay = scan.overlays().get(0);
        assertEquals("alpine", overlay.host());
        assertEquals("alpine", overlay.hostname());
        assertEquals(24, overlay.entries());
    }

    private OverlayScan scan() throws IOException {
        return Overlays.find(root, Registry.standard());
    }

    private static List<String> codes(OverlayScan scan) {
        return scan.findings().stream().map(Finding::code).toList();
    }

    private Path write(String name) throws IOException {
        Path file = root.resolve(name);
        OverlayTree.create(TIME)
                .text("etc/hostname", "edge-1\n")
                .writeTo(new ApkovlFormat(), Files.newOutputStream(file), Progress.silent());
        return file;
    }
}
