package dev.diskless.lbu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scenarios of setup-apkcache, and what is chosen differently. */
class CacheSetupTest {

    private static final String TARGET = "/media/LABEL=APKOVL/cache";

    @TempDir
    Path root;

    private Path link;

    @BeforeEach
    void link() {
        link = root.resolve("etc/apk/cache");
    }

    private void text(String name, String text) throws IOException {
        Files.createDirectories(root.resolve(name).getParent());
        Files.writeString(root.resolve(name), text);
    }

    private static List<String> codes(SetupReport report) {
        return report.findings().stream().map(Finding::code).toList();
    }

    @Test
    void theLinkPointsToTheDirectoryWithOrWithoutItsSlash() throws IOException {
        for (String name : List.of(TARGET, TARGET.substring(1), TARGET + "/", "//media//LABEL=APKOVL/cache")) {
            CacheSetup.of(root).directory(name).apply();
            assertEquals(TARGET, Files.readSymbolicLink(link).toString());
            assertTrue(Files.isDirectory(root.resolve(TARGET.substring(1))));
        }
        assertEquals(List.of(), CacheSetup.of(root).directory(TARGET).apply().changed());
        CacheSetup.of(root).directory("/media/usb/cache").apply();
        assertEquals("/media/usb/cache", Files.readSymbolicLink(link).toString());
        assertEquals(1, link.getParent().toFile().list().length);
    }

    @Test
    void noneLeavesWhatIsThere() throws IOException {
        CacheSetup.of(root).directory(TARGET).apply();
        assertEquals(List.of(), CacheSetup.of(root).directory("none").apply().changed());
        assertEquals(TARGET, Files.readSymbolicLink(link).toString());
    }

    @Test
    void theMediumIsMountedByItself() throws IOException {
        text(
                "etc/fstab",
                "UUID=ab-cd\t/media/usb\text4\tnoauto,ro 0 0\n/dev/sdb1 /media/usb/cache/deep ext4 noauto 0 0\n"
                        + "/dev/sdc1 /media/x ext4 noauto\n");
        CacheSetup.of(root).directory("/media/usb/cache").apply();
        CacheSetup.of(root).directory("/media/x/cache").apply();
        assertEquals(
                "UUID=ab-cd\t/media/usb\text4\tro 0 0\n/dev/sdb1 /media/usb/cache/deep ext4 noauto 0 0\n"
                        + "/dev/sdc1 /media/x ext4 defaults\n",
                Files.readString(root.resolve("etc/fstab")));
    }

    @Test
    void nothingInRamIsSuggested() throws IOException {
        CacheSetup setup = CacheSetup.of(root);
        assertEquals(Optional.empty(), setup.suggestion());
        assertEquals(
                Optional.of("/var/cache/apk"),
                CacheSetup.of(root).rootType("ext4").suggestion());
        Files.createDirectories(root.resolve("dev"));
        Files.createSymbolicLink(root.resolve("dev/usbdisk"), Path.of("sda"));
        assertEquals(Optional.of("/media/usb/cache"), setup.suggestion());
        text("etc/lbu/lbu.conf", "LBU_MEDIA=$(x)\nLBU_MEDIA=stick\n");
        assertEquals(Optional.of("/media/stick/cache"), setup.suggestion());
        setup.directory("/media/other/cache").apply();
        assertEquals(Optional.of("/media/other/cache"), setup.suggestion());
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("/var/cache/apk"));
        assertEquals(Optional.of("/media/stick/cache"), setup.suggestion());
        assertEquals(
                Optional.of("/var/cache/apk"),
                CacheSetup.of(root).rootType("ext4").suggestion());
    }

    @Test
    void directoriesThatKeepNothingAreRefused() {
        for (String name : List.of("", "/", "/tmp", "/run/cache", "dev/x", "/media/../etc", "/a/./b", "/a\nb")) {
            assertThrows(
                    InvalidRequestException.class, () -> CacheSetup.of(root).directory(name), name);
        }
        assertThrows(InvalidRequestException.class, () -> CacheSetup.of(root).apply());
    }

    @Test
    void withoutTheDirectoryThereIsNoLink() throws IOException {
        text("media/usb", "no directory");
        assertThrows(
                IOException.class,
                () -> CacheSetup.of(root).directory("/media/usb/cache").apply());
        assertFalse(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void aDirectoryInThePlaceOfTheLinkStays() throws IOException {
        Files.createDirectories(link);
        DisklessException fault = assertThrows(
                DisklessException.class,
                () -> CacheSetup.of(root).directory(TARGET).apply());
        assertEquals(FaultCode.EXISTS, fault.code());
        assertFalse(Files.exists(root.resolve("media")));
        assertEquals(0, link.toFile().list().length);
    }

    @Test
    void whatTheBootWillNotFindIsTold() throws IOException {
        assertEquals(
                List.of("cache-in-ram"),
                codes(CacheSetup.of(root).directory("/var/cache/apk").apply()));
        assertEquals(
                List.of("cache-not-mounted"),
                codes(CacheSetup.of(root).directory("/media/usb/cache").apply()));
        LbuSetup.of(root)
                .medium("usb")
                .device("/dev/disk/by-uuid/ab-cd", "ext4")
                .apply();
        assertEquals(
                List.of(),
                codes(CacheSetup.of(root).directory("/media/usb/cache").apply()));
        assertEquals(
                List.of("cache-link-elsewhere"),
                codes(CacheSetup.of(root).directory("/media/usb2/cache").apply()));
    }
}
