package dev.diskless.examples.facade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.Diskless;
import dev.diskless.ImageBuilder;
import dev.diskless.ImageReport;
import dev.diskless.Medium;
import dev.diskless.OverlayEdit;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.medium.Finding;
import dev.diskless.medium.Severity;
import dev.diskless.overlay.ApkovlFormat;
import dev.diskless.overlay.OverlayTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the overlay of the source, and of settings that the caller overrides. */
class KeptOverlayTest {

    private static final UUID ID = UUID.fromString("01234567-89ab-8def-8123-456789abcdef");

    @TempDir
    Path folder;

    private Workbench bench;

    @BeforeEach
    void makeBench() throws IOException {
        bench = new Workbench(folder);
    }

    @Test
    void itsSettingsStayAsFarAsTheyDoNotContradict() throws IOException {
        base(
                "old.apkovl.tar.gz",
                tree -> tree.text("etc/hostname", "# a comment\n\nold-box\n")
                        .text("etc/fstab", "/dev/sda2 /data ext4 rw 0 0\n/dev/sda1 /media/diskless vfat rw 0 0\n")
                        .text("etc/apk/world", "busybox\nhello\n")
                        .text("etc/lbu/lbu.conf", "# mine\nLBU_MEDIA=usb\nBACKUP_LIMIT=3\n")
                        .text("etc/motd", "kept\n")
                        .enable("modloop", "sysinit"));
        ImageReport report = image(Diskless.image(bench.image())
                .boot(bench.source())
                .size(Workbench.SIZE)
                .uuid(ID)
                .keepOverlay());
        assertEquals("old-box.apkovl.tar.gz", report.overlay());
        OverlayTree tree = written(report);
        assertEquals("kept\n", tree.text("etc/motd").orElseThrow());
        assertEquals("alpine-base\nbusybox\nhello\n", tree.text("etc/apk/world").orElseThrow());
        assertEquals(
                "/dev/sda2 /data ext4 rw 0 0\nUUID=" + ID + " /media/diskless ext4 noatime,ro 0 0\n",
                tree.text("etc/fstab").orElseThrow());
        assertEquals(
                "# mine\nLBU_MEDIA=diskless\nBACKUP_LIMIT=3\n",
                tree.text("etc/lbu/lbu.conf").orElseThrow());
        assertTrue(!tree.contains("etc/.default_boot_services"));
    }

    @Test
    void damagedBaseIsRefused() throws IOException {
        Path base = base("old.apkovl.tar.gz", tree -> tree.text("etc/motd", "x\n".repeat(1000)));
        byte[] bytes = Files.readAllBytes(base);
        Files.write(base, Arrays.copyOf(bytes, bytes.length - 20));
        Fault fault = bench.refused(FaultCode.CORRUPT, bench.request().keepOverlay());
        assertEquals(base.toString(), fault.detail().path());
    }

    @Test
    void encryptedBaseIsRefused() throws IOException {
        Path base = Files.writeString(bench.source().resolve("old.apkovl.tar.gz.aes-256-cbc"), "Salted__12345678");
        Fault fault = bench.refused(FaultCode.UNSUPPORTED, bench.request().keepOverlay());
        assertEquals(base.toString(), fault.detail().path());
    }

    @Test
    void baseThatIsAPipeDoesNotHang() throws IOException {
        Path base = bench.source().resolve("old.apkovl.tar.gz");
        RealTool.named("mkfifo").run(base).succeeded();
        bench.refused(FaultCode.UNSUPPORTED, bench.request().keepOverlay());
        bench.request().build();
    }

    @Test
    void severalBasesAreRefusedByName() throws IOException {
        base("a.apkovl.tar.gz", tree -> {});
        base("b.apkovl.tar.gz", tree -> {});
        Fault fault = bench.refused(FaultCode.CONFLICT, bench.request().keepOverlay());
        assertEquals("a.apkovl.tar.gz, b.apkovl.tar.gz", fault.detail().found());
    }

    @Test
    void noBaseIsRefused() throws IOException {
        bench.refused(FaultCode.NOT_FOUND, bench.request().keepOverlay());
    }

    @Test
    void baseIsLeftBehindUnlessAskedFor() throws IOException {
        base("old.apkovl.tar.gz", tree -> tree.text("etc/motd", "old\n"));
        ImageReport report = image(bench.request());
        assertEquals(List.of("old.apkovl.tar.gz"), report.leftBehind());
        assertEquals(1, report.medium().overlays().size());
    }

    @Test
    void oneNameOfTheMediumIsInAllThreePlaces() throws IOException {
        ImageReport report = image(bench.request().media("usb").uuid(ID));
        OverlayTree tree = written(report);
        assertEquals(
                "UUID=" + ID + " /media/usb ext4 noatime,ro 0 0\n",
                tree.text("etc/fstab").orElseThrow());
        assertEquals("LBU_MEDIA=usb\n", tree.text("etc/lbu/lbu.conf").orElseThrow());
        assertTrue(tree.entries().stream()
                .anyMatch(entry -> entry.name().equals("etc/apk/cache")
                        && entry.linkTarget().equals("/media/usb/cache")));
        assertEquals(List.of(), warnings(report));
    }

    @Test
    void fstabThatForgetsTheMediumIsToldInTheReport() throws IOException {
        ImageReport report =
                image(bench.request().overlay(tree -> tree.text("etc/fstab", "tmpfs / tmpfs size=1G 0 0\n")));
        assertEquals(List.of("cache-link-elsewhere"), warnings(report));
    }

    @Test
    void cacheLinkThatWasTakenAwayIsToldInTheReport() throws IOException {
        for (OverlayEdit edit : List.<OverlayEdit>of(
                tree -> tree.remove("etc/apk/cache"), tree -> tree.text("etc/apk/cache", "no link"))) {
            assertEquals(
                    List.of("cache-link-missing"),
                    warnings(image(bench.request().replace().overlay(edit))));
        }
    }

    @Test
    void otherLbuMediaIsToldInTheReport() throws IOException {
        ImageReport report = image(bench.request().overlay(tree -> tree.text("etc/lbu/lbu.conf", "LBU_MEDIA=usb\n")));
        assertEquals(List.of("lbu-media-mismatch"), warnings(report));
    }

    private static ImageReport image(ImageBuilder request) throws IOException {
        return request.build();
    }

    private static List<String> warnings(ImageReport report) {
        return report.medium().findings().stream()
                .filter(finding -> finding.severity() != Severity.NOTE)
                .map(Finding::code)
                .filter(code -> code.contains("cache") || code.contains("fstab") || code.contains("lbu"))
                .toList();
    }

    private Path base(String name, OverlayEdit edit) throws IOException {
        OverlayTree tree = OverlayTree.create(Instant.parse("2026-01-01T00:00:00Z"));
        edit.edit(tree);
        Path file = bench.source().resolve(name);
        tree.writeTo(new ApkovlFormat(), Files.newOutputStream(file), dev.diskless.progress.Progress.silent());
        return file;
    }

    private static OverlayTree written(ImageReport report) throws IOException {
        Path copy = report.image().resolveSibling(report.overlay());
        try (Medium medium = Diskless.open(report.image())) {
            Files.copy(medium.volumes().get(0).root().resolve(report.overlay()), copy);
        }
        return OverlayTree.from(copy, new ApkovlFormat(), Instant.EPOCH);
    }
}
