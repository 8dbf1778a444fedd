package dev.diskless.lbu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.Finding;
import dev.diskless.medium.MountedVolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scenarios of setup-lbu, and what is chosen differently. */
class LbuSetupTest {

    private static final String UUID = "UUID=5d1f5a4c-4b52-4dd9-9f0e-1f2c3a4b5c6d";

    @TempDir
    Path root;

    private String text(String name) throws IOException {
        return Files.readString(root.resolve(name));
    }

    private void text(String name, String text) throws IOException {
        Files.createDirectories(root.resolve(name).getParent());
        Files.writeString(root.resolve(name), text);
    }

    private List<Path> everything() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.sorted().toList();
        }
    }

    private static List<String> codes(SetupReport report) {
        return report.findings().stream().map(Finding::code).toList();
    }

    @Test
    void aMediumIsNamedByItsLabel() throws IOException {
        SetupReport report = LbuSetup.of(root)
                .medium("LABEL=APKOVL")
                .device("LABEL=APKOVL", "vfat")
                .apply();
        assertEquals("LBU_MEDIA=LABEL=APKOVL\n", text("etc/lbu/lbu.conf"));
        assertTrue(Files.isDirectory(root.resolve("media/LABEL=APKOVL")));
        assertEquals("LABEL=APKOVL /media/LABEL=APKOVL vfat noatime,ro 0 0\n", text("etc/fstab"));
        assertEquals(List.of("media/LABEL=APKOVL", "etc/fstab", "etc/lbu/lbu.conf"), report.changed());
        assertEquals(List.of(), report.findings());
    }

    @Test
    void aMediumIsTheOneThatIsMountedThere() throws IOException {
        List<MountedVolume> mounts = List.of(
                new MountedVolume("tmpfs", "/", "tmpfs", List.of(), false, false),
                new MountedVolume("/dev/mmcblk0p1", "/media/mmcblk0p1", "vfat", List.of(), true, true));
        SetupReport report =
                LbuSetup.of(root).medium("/media/mmcblk0p1/").mounted(mounts).apply();
        assertEquals("/dev/mmcblk0p1 /media/mmcblk0p1 vfat noatime,ro 0 0\n", text("etc/fstab"));
        assertEquals("LBU_MEDIA=mmcblk0p1\n", text("etc/lbu/lbu.conf"));
        assertEquals(List.of("fstab-device-name"), codes(report));

        LbuSetup.of(root)
                .medium("mmcblk0p1")
                .device(UUID, "vfat")
                .mounted(mounts)
                .apply();
        assertEquals(UUID + " /media/mmcblk0p1 vfat noatime,ro 0 0\n", text("etc/fstab"));
    }

    @Test
    void doingItTwiceChangesNothing() throws IOException {
        text("etc/lbu/lbu.conf", "# LBU_MEDIA=usb\nDEFAULT_CIPHER=aes-256-cbc\n# BACKUP_LIMIT=3\n");
        for (int i = 0; i < 2; i++) {
            SetupReport report =
                    LbuSetup.of(root).device(UUID, "ext4").backupLimit(5).apply();
            assertEquals(i == 0 ? 3 : 0, report.changed().size());
        }
        assertEquals("LBU_MEDIA=diskless\nDEFAULT_CIPHER=aes-256-cbc\nBACKUP_LIMIT=5\n", text("etc/lbu/lbu.conf"));
        assertEquals(UUID + " /media/diskless ext4 noatime,ro 0 0\n", text("etc/fstab"));
    }

    @Test
    void aLineThatMountsItReadOnlyStays() throws IOException {
        String line = UUID + "\t/media/usb\text4\tnoauto,ro 0 0\n";
        text("etc/fstab", line);
        LbuSetup.of(root).medium("usb").apply();
        LbuSetup.of(root).medium("usb").device(UUID, "ext4").apply();
        assertEquals(line, text("etc/fstab"));
        LbuSetup.of(root).medium("stick").device(UUID, "ext4").apply();
        assertEquals(UUID + " /media/stick ext4 noatime,ro 0 0\n", text("etc/fstab"));
    }

    @Test
    void withoutADeviceNothingIsChanged() throws IOException {
        text("etc/fstab", "tmpfs / tmpfs size=2G 0 0\n");
        List<Path> before = everything();
        for (String name : List.of("usb", "LABEL=APKOVL")) {
            DisklessException fault = assertThrows(
                    DisklessException.class,
                    () -> LbuSetup.of(root).medium(name).apply());
            assertEquals(FaultCode.NOT_FOUND, fault.code());
        }
        assertThrows(
                InvalidRequestException.class,
                () -> LbuSetup.of(root).device("sda1", "ext4").apply());
        assertThrows(
                InvalidRequestException.class,
                () -> LbuSetup.of(root).device(UUID, "ext4 rw").apply());
        assertEquals(before, everything());
    }

    @Test
    void whatStandsInTheWayIsFoundBeforeAnythingIsChanged() throws IOException {
        text("media", "no directory");
        assertThrows(
                IOException.class, () -> LbuSetup.of(root).device(UUID, "ext4").apply());
        Files.delete(root.resolve("media"));
        Files.createDirectories(root.resolve("etc/lbu/lbu.conf"));
        assertThrows(
                IOException.class, () -> LbuSetup.of(root).device(UUID, "ext4").apply());
        Files.delete(root.resolve("etc/lbu/lbu.conf"));
        text("etc/lbu/lbu.conf", "exit 0\n");
        DisklessException fault = assertThrows(
                DisklessException.class,
                () -> LbuSetup.of(root).device(UUID, "ext4").apply());
        assertEquals(FaultCode.UNSUPPORTED, fault.code());
        assertFalse(Files.exists(root.resolve("etc/fstab")));
        assertFalse(Files.exists(root.resolve("media")));
    }

    @Test
    void noneChangesNothing() throws IOException {
        assertEquals(List.of(), LbuSetup.of(root).medium("none").apply().changed());
        assertEquals(List.of(root), everything());
    }

    @Test
    void namesThatTheBootCannotUseAreRefused() {
        for (String name : List.of("", "boot", "/boot", "a/b", "..", "A", "/media/", "LABEL=", "LABEL=a b")) {
            assertThrows(InvalidRequestException.class, () -> LbuSetup.of(root).medium(name), name);
        }
        assertThrows(InvalidRequestException.class, () -> LbuSetup.of(root).backupLimit(-1));
    }

    @Test
    void fileSystemsThatTheBootCannotMountAreTold() throws IOException {
        assertEquals(
                List.of("fstab-type-unknown-to-boot"),
                codes(LbuSetup.of(root).device(UUID, "btrfs").apply()));
        assertEquals(
                List.of("fstab-type-read-only"),
                codes(LbuSetup.of(root).device(UUID, "iso9660").apply()));
        assertEquals(
                List.of("fstab-nvme", "fstab-device-name"),
                codes(LbuSetup.of(root).device("/dev/nvme0n1p2", "ext4").apply()));
        text("etc/fstab", UUID + " /media/usb ext4 rw 0 0\n");
        assertEquals(
                List.of("fstab-not-read-only"),
                codes(LbuSetup.of(root).medium("usb").apply()));
    }
}
