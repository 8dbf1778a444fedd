package dev.diskless.lbu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.InvalidRequestException;
import dev.diskless.overlay.OverlayTree;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class PersistenceSetupTest {

    private static final String UUID = "5d1f5a4c-4b52-4dd9-9f0e-1f2c3a4b5c6d";

    private final OverlayTree tree = OverlayTree.create(Instant.EPOCH);
    private final PersistenceSetup setup = PersistenceSetup.of(tree);

    @Test
    void aFreshOverlayGetsEverythingThatKeepsState() throws IOException {
        setup.hostname("edge-1")
                .world(List.of("openssh", "alpine-base", "chrony"))
                .repositories("diskless", List.of("https://example.org/alpine/v3.20/main/"))
                .medium("diskless", UUID, "ext4")
                .bootServices();
        assertEquals("edge-1\n", text("etc/hostname"));
        assertEquals("alpine-base\nchrony\nopenssh\n", text("etc/apk/world"));
        assertEquals("/media/diskless/apks\nhttps://example.org/alpine/v3.20/main\n", text("etc/apk/repositories"));
        assertEquals("UUID=" + UUID + " /media/diskless ext4 noatime,ro 0 0\n", text("etc/fstab"));
        assertEquals("LBU_MEDIA=diskless\n", text("etc/lbu/lbu.conf"));
        assertEquals("", text("etc/.default_boot_services"));
        assertEquals(
                "/media/diskless/cache",
                tree.entries().stream()
                        .filter(e -> e.name().equals("etc/apk/cache"))
                        .findFirst()
                        .orElseThrow()
                        .linkTarget());
    }

    @Test
    void hostNamesAreThoseThatLinuxTakes() throws IOException {
        for (String name : List.of("a", "edge-1", "A.b-c.9", "x".repeat(63), "x".repeat(32) + "." + "y".repeat(31))) {
            setup.hostname(name);
        }
        for (String name : List.of(
                "",
                "-a",
                "a-",
                "a..b",
                ".a",
                "a.",
                "a_b",
                "a b",
                "a/b",
                "\u00e9",
                "a\n",
                "x".repeat(64),
                "x".repeat(33) + "." + "y".repeat(31))) {
            assertThrows(InvalidRequestException.class, () -> setup.hostname(name), name);
        }
    }

    @Test
    void worldKeepsWhatTheBaseHasAndReplacesTheSamePackage() throws IOException {
        tree.text("etc/apk/world", "zsh\nopenssh=9.7_p1-r4 foo@edge\r\n!busybox\nb>1\n");
        setup.world(List.of("openssh", "b~2", "so:libc.musl-x86_64.so.1"));
        assertEquals("b~2\n!busybox\nfoo@edge\nopenssh\nso:libc.musl-x86_64.so.1\nzsh\n", text("etc/apk/world"));
    }

    @Test
    void constraintsThatWouldBreakTheWorldFileAreRefused() {
        for (String constraint : List.of("", "!", "a b", "a\nb", "-x", "=1", "a\u00e9", "#a")) {
            assertThrows(InvalidRequestException.class, () -> setup.world(List.of(constraint)), constraint);
        }
    }

    @Test
    void repositoriesStandBeforeTheBasesWithoutRepeatingThem() throws IOException {
        tree.text(
                "etc/apk/repositories",
                "#https://a/community\nhttps://b/main/\n@edge https://e/main\n\n/media/diskless/apks\n");
        setup.repositories("diskless", List.of("https://b/main"));
        assertEquals(
                "/media/diskless/apks\nhttps://b/main\n#https://a/community\n@edge https://e/main\n",
                text("etc/apk/repositories"));
        assertThrows(InvalidRequestException.class, () -> setup.repositories("diskless", List.of("https://b /x")));
        assertThrows(InvalidRequestException.class, () -> setup.repositories("diskless", List.of("")));
    }

    @Test
    void fstabLinesForTheSamePlaceOrDeviceAreReplacedAndOthersKept() throws IOException {
        tree.text(
                "etc/fstab",
                "# media\n/dev/cdrom\t/media/cdrom\tiso9660\tnoauto,ro 0 0\n/dev/sda1 /media/diskless/ vfat ro 0 0\n"
                        + "UUID=\"" + UUID.toUpperCase(Locale.ROOT)
                        + "\" /boot ext4 rw 0 0\ntmpfs / tmpfs size=2G 0 0");
        setup.medium("diskless", UUID, "ext4");
        assertEquals(
                "# media\n/dev/cdrom\t/media/cdrom\tiso9660\tnoauto,ro 0 0\nUUID=" + UUID
                        + " /media/diskless ext4 noatime,ro 0 0\ntmpfs / tmpfs size=2G 0 0\n",
                text("etc/fstab"));
    }

    @Test
    void lbuConfKeepsItsOtherLinesAndIsNotRun() throws IOException {
        tree.text(
                "etc/lbu/lbu.conf",
                "# LBU_MEDIA=usb\nDEFAULT_CIPHER=aes-256-cbc\n  LBU_MEDIA=\"$(reboot)\"\nexport LBU_MEDIA=b\nBACKUP_LIMIT=3");
        setup.medium("diskless", UUID, "ext4");
        assertEquals(
                "# LBU_MEDIA=usb\nDEFAULT_CIPHER=aes-256-cbc\nLBU_MEDIA=diskless\nBACKUP_LIMIT=3\n",
                text("etc/lbu/lbu.conf"));
    }

    @Test
    void doingItTwiceChangesNothing() throws IOException {
        for (int i = 0; i < 2; i++) {
            setup.medium("diskless", UUID, "ext4").repositories("diskless", List.of("https://b/main"));
        }
        assertEquals("UUID=" + UUID + " /media/diskless ext4 noatime,ro 0 0\n", text("etc/fstab"));
        assertEquals("LBU_MEDIA=diskless\n", text("etc/lbu/lbu.conf"));
        assertEquals("/media/diskless/apks\nhttps://b/main\n", text("etc/apk/repositories"));
    }

    @Test
    void namesAndIdentitiesOfMediaAreChecked() {
        for (String name : List.of("", "boot", ".", "..", "a/b", "A", "a b", "-a", "../boot")) {
            assertThrows(InvalidRequestException.class, () -> setup.medium(name, UUID, "ext4"), name);
        }
        assertThrows(InvalidRequestException.class, () -> setup.medium("usb", "x y", "ext4"));
        assertThrows(InvalidRequestException.class, () -> setup.medium("usb", UUID, "ext4 rw"));
    }

    @Test
    void servicesThatWereAddedComeOnTopOfTheStockOnes() throws IOException {
        tree.enable("sshd", "default");
        setup.bootServices();
        assertTrue(tree.contains("etc/.default_boot_services"));
    }

    @Test
    void anOverlayWithItsOwnRunlevelsGetsNoMarker() throws IOException {
        tree.enable("modloop", "sysinit");
        setup.bootServices();
        assertFalse(tree.contains("etc/.default_boot_services"));
    }

    private String text(String path) throws IOException {
        return tree.text(path).orElseThrow();
    }
}
