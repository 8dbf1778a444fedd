package dev.diskless.preflight;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diskless.contract.preflight.FakeMedium;
import dev.diskless.contract.preflight.PreflightCheckContract;
import dev.diskless.lbu.PersistenceSetup;
import dev.diskless.medium.Finding;
import dev.diskless.medium.MediumView;
import dev.diskless.medium.Severity;
import dev.diskless.overlay.ApkovlFormat;
import dev.diskless.overlay.OverlayTree;
import dev.diskless.progress.Progress;
import dev.diskless.spi.PreflightCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverlayCheckTest extends PreflightCheckContract {

    private static final String LINE = "UUID=" + FakeMedium.UUID + " /media/usb ext4 noatime,ro 0 0\n";

    @Override
    protected PreflightCheck check() {
        return new OverlayCheck();
    }

    @Override
    protected MediumView faulty() throws IOException {
        write(tree().text("etc/a", ""), "a.apkovl.tar.gz");
        write(tree().text("etc/a", ""), "b.apkovl.tar.gz");
        return FakeMedium.of(directory);
    }

    @Test
    void whatPersistenceSetupWritesIsSound() throws IOException {
        OverlayTree tree = tree();
        PersistenceSetup.of(tree).medium("usb", FakeMedium.UUID, "ext4").bootServices();
        assertEquals(List.of(), codes(tree));
    }

    @Test
    void aMediumWithoutOverlayIsWorthANote() throws IOException {
        List<Finding> findings = check().check(FakeMedium.of(directory));
        assertEquals(Severity.NOTE, findings.get(0).severity());
        assertEquals("no-overlay", findings.get(0).code());
    }

    @Test
    void severalOverlaysAreAnErrorAlsoOnSeveralVolumes() throws IOException {
        Path first = Files.createDirectory(directory.resolve("first"));
        Path second = Files.createDirectory(directory.resolve("second"));
        write(marked(), "first/a.apkovl.tar.gz");
        Files.write(second.resolve("b.apkovl.tar.gz.new"), new byte[10]);
        List<Finding> findings = check().check(FakeMedium.of(first, second));
        assertEquals(
                List.of("several-overlays", "overlay-leftover"),
                findings.stream().map(Finding::code).toList());
        assertEquals(Severity.ERROR, findings.get(0).severity());
    }

    @Test
    void aDamagedOverlayIsAnError() throws IOException {
        Files.write(directory.resolve("a.apkovl.tar.gz"), new byte[10]);
        List<Finding> findings = check().check(FakeMedium.of(directory));
        assertEquals(
                List.of("overlay-damaged"), findings.stream().map(Finding::code).toList());
    }

    @Test
    void anOverlayWithoutServicesIsAnError() throws IOException {
        assertEquals(List.of("no-boot-services"), codes(tree().text("etc/a", "")));
        assertEquals(List.of("no-modloop-service"), codes(tree().enable("sshd", "default")));
        assertEquals(List.of(), codes(tree().enable("modloop", "sysinit")));
    }

    @Test
    void aMountPointOutsideMediaIsAnError() throws IOException {
        assertEquals(
                List.of("fstab-mount-outside-media"),
                codes(marked().text("etc/fstab", LINE.replace("/media/usb", "/boot"))));
        assertEquals(
                List.of("fstab-mount-outside-media"),
                codes(marked().text("etc/fstab", "LABEL=" + FakeMedium.LABEL + "\t/mnt ext4 ro 0 0")));
        assertEquals(List.of(), codes(marked().text("etc/fstab", "LABEL=OTHER /mnt ext4 rw 0 0\n#" + LINE)));
    }

    @Test
    void aMediumMountedForWritingIsAWarning() throws IOException {
        assertEquals(
                List.of("fstab-not-read-only"),
                codes(marked().text("etc/fstab", LINE.replace("noatime,ro", "noatime"))));
    }

    @Test
    void aCacheLinkMustPointBelowTheMountPoint() throws IOException {
        OverlayTree tree = marked().text("etc/fstab", LINE);
        assertEquals(List.of(), codes(tree.symlink("etc/apk/cache", "/media/usb/cache")));
        for (String target :
                List.of("/media/sda1/cache", "/var/cache/apk", "/media/usb2/cache", "/media/usb/../x", "cache")) {
            assertEquals(List.of("cache-link-elsewhere"), codes(tree.symlink("etc/apk/cache", target)), target);
        }
        assertEquals(List.of(), codes(marked().symlink("etc/apk/cache", "/media/sda1/cache")));
        assertEquals(List.of("cache-link-elsewhere"), codes(marked().symlink("etc/apk/cache", "/var/cache/apk")));
    }

    @Test
    void lbuMustMeanTheSameMedium() throws IOException {
        OverlayTree tree = marked().text("etc/fstab", LINE);
        assertEquals(List.of(), codes(tree.text("etc/lbu/lbu.conf", "#LBU_MEDIA=sda1\nLBU_MEDIA=\"usb\" # here\n")));
        assertEquals(List.of("lbu-media-mismatch"), codes(tree.text("etc/lbu/lbu.conf", "LBU_MEDIA=sda1\n")));
        assertEquals(List.of(), codes(tree.text("etc/lbu/lbu.conf", "BACKUP_LIMIT=3\n")));
    }

    private List<String> codes(OverlayTree tree) throws IOException {
        write(tree, "edge-1.apkovl.tar.gz");
        return check().check(FakeMedium.of(directory)).stream()
                .map(Finding::code)
                .toList();
    }

    private void write(OverlayTree tree, String name) throws IOException {
        tree.writeTo(new ApkovlFormat(), Files.newOutputStream(directory.resolve(name)), Progress.silent());
    }

    private static OverlayTree marked() throws IOException {
        return tree().text("etc/.default_boot_services", "");
    }

    private static OverlayTree tree() {
        return OverlayTree.create(Instant.ofEpochSecond(1_700_000_000));
    }
}
