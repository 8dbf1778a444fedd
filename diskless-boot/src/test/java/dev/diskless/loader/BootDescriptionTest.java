package dev.diskless.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.boot.MediumTree;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.contract.tool.Samples;
import dev.diskless.initramfs.InitramfsWriter;
import dev.diskless.initramfs.TestKeys;
import dev.diskless.medium.BootDescription;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootDescriptionTest {

    @TempDir
    Path root;

    private MediumTree tree;

    @BeforeEach
    void make() {
        tree = new MediumTree(root);
    }

    @Test
    void readsTheIsoLayout() throws IOException {
        MediumTree.iso(root);
        assertEquals(
                new BootDescription(
                        "alpine-standard-3.22.0 250530",
                        List.of("apks"),
                        List.of("x86_64"),
                        List.of("boot/vmlinuz-lts"),
                        List.of("boot/initramfs-lts"),
                        List.of("boot/modloop-lts"),
                        List.of("boot/syslinux/syslinux.cfg", "boot/grub/grub.cfg"),
                        "",
                        List.of()),
                describe());
    }

    @Test
    void readsTheRaspberryPiLayout() throws IOException {
        tree.text(".alpine-release", "alpine-rpi-3.22.0 250530\n")
                .text("apks/.boot_repository", "")
                .file("apks/aarch64/APKINDEX.tar.gz", 9)
                .text("config.txt", """
                        # do not modify this file
                        [pi4]
                        kernel=boot/vmlinuz-rpi
                        initramfs boot/initramfs-rpi
                        arm_64bit=1
                        include usercfg.txt
                        """)
                .text("cmdline.txt", "modules=loop,squashfs,sd-mod,usb-storage console=tty1 initrd=0x1,2\n")
                .file("boot/vmlinuz-rpi", 9)
                .file("boot/initramfs-rpi", 9)
                .file("boot/modloop-rpi", 9);
        BootDescription description = describe();
        assertEquals(List.of("config.txt", "cmdline.txt"), description.configurations());
        assertEquals(List.of("boot/vmlinuz-rpi"), description.kernels());
        assertEquals(List.of(), description.missing());
    }

    @Test
    void readsTheLayoutOfUBoot() throws IOException {
        uBoot();
        tree.directory("boot/dtbs");
        BootDescription description = describe();
        assertEquals(List.of("boot/vmlinuz-5.1"), description.kernels());
        assertEquals(List.of("boot/initramfs-5.1"), description.initramfs());
        assertEquals(List.of("boot/modules.sqfs"), description.modloops());
        assertEquals(List.of(".alpine-release"), description.missing());
    }

    @Test
    void namesWhatAConfigurationNamesAndIsAbsent() throws IOException {
        uBoot();
        Files.delete(root.resolve("boot/vmlinuz-5.1"));
        assertEquals(
                List.of(
                        "kernel",
                        ".alpine-release",
                        "kernel boot/vmlinuz-5.1, which extlinux/extlinux.conf names",
                        "directory of device trees boot/dtbs, which extlinux/extlinux.conf names"),
                describe().missing());
    }

    private void uBoot() throws IOException {
        repository("apks", "aarch64");
        tree.text("extlinux/extlinux.conf", """
                        DEFAULT alpine
                        LABEL alpine
                        LINUX ../boot/vmlinuz-5.1
                        INITRD /boot/initramfs-5.1
                        FDTDIR /boot/dtbs
                        APPEND modloop=boot/modules.sqfs ethaddr=${ethaddr}
                        """)
                .file("boot/vmlinuz-5.1", 9)
                .file("boot/initramfs-5.1", 9)
                .file("boot/modules.sqfs", 9);
    }

    @Test
    void aTreeWithoutBootIsDescribedAndSaysWhatIsMissing() throws IOException {
        repository("packages", "armv7");
        BootDescription description = describe();
        assertEquals(List.of("packages"), description.repositories());
        assertEquals("", description.release());
        assertEquals(
                List.of("kernel", "initramfs", "modloop", "loader configuration", ".alpine-release"),
                description.missing());
    }

    @Test
    void namesAllArchitecturesOfAllRepositories() throws IOException {
        repository("apks", "x86_64");
        repository("apks", "aarch64");
        repository("more", "riscv64");
        repository("more", "x86_64");
        tree.directory("apks/armhf");
        assertEquals(List.of("aarch64", "riscv64", "x86_64"), describe().architectures());
        assertEquals(List.of("apks", "more"), describe().repositories());
    }

    @Test
    void aRepositoryTwoLevelsDownCountsAndIsSaidToBeTooDeep() throws IOException {
        repository("a/apks", "x86_64");
        assertEquals(List.of("a/apks"), describe().repositories());
        assertTrue(describe().missing().contains("boot repository directly below the root"));
        repository("z", "x86_64");
        assertEquals(List.of("z", "a/apks"), describe().repositories());
        assertFalse(describe().missing().contains("boot repository directly below the root"));
    }

    @Test
    void markersInTheRootOrTooDeepOrBehindLinksAreNoRepositories() throws IOException {
        tree.text(".boot_repository", "")
                .text("a/b/c/.boot_repository", "")
                .directory("apks/.boot_repository")
                .link("linked", "a/b/c");
        assertEquals(Optional.empty(), new PlainBootDevice().describe(root));
    }

    @Test
    void aModloopFromTheNetworkIsNotMissing() throws IOException {
        repository("apks", "x86_64");
        tree.text("syslinux.cfg", "label a\nappend modloop=https://example.org/modloop-lts\n");
        assertFalse(describe().missing().contains("modloop"));
    }

    @Test
    void aReleaseCannotForgeLines() throws IOException {
        repository("apks", "x86_64");
        tree.file(".alpine-release", "\u001b[2J\u2028x\n\n".getBytes(StandardCharsets.UTF_8));
        assertEquals("\\u001b[2J\\u2028x", describe().release());
        tree.file(".alpine-release", new byte[] {'a', (byte) 0xff, 0, '\n'});
        assertEquals("a\\udcff\\u0000", describe().release());
        tree.file(".alpine-release", 1 << 20);
        assertTrue(describe().release().length() <= 6 * 256);
    }

    @Test
    void specialFilesAndDirectoriesInPlaceOfFilesAreNotThere() throws IOException {
        repository("apks", "x86_64");
        RealTool.named("mkfifo")
                .run(root.resolve("syslinux.cfg"), root.resolve(".alpine-release"))
                .succeeded();
        tree.directory("extlinux/extlinux.conf").directory("boot/vmlinuz-lts").directory("config.txt");
        BootDescription description = describe();
        assertEquals(List.of(), description.configurations());
        assertEquals(List.of(), description.kernels());
        assertEquals("", description.release());
    }

    @Test
    void linksThatLoopOrEscapeLeadNowhere() throws IOException {
        repository("apks", "x86_64");
        Path outside = Files.writeString(root.resolveSibling(root.getFileName() + "-outside"), "kernel=x\n");
        try {
            tree.link("extlinux/extlinux.conf", "extlinux.conf")
                    .link("boot", "boot/boot")
                    .link("config.txt", outside.toString())
                    .link("cmdline.txt", "../" + outside.getFileName())
                    .link(".alpine-release", "/etc/hostname");
            BootDescription description = describe();
            assertEquals(List.of(), description.configurations());
            assertEquals("", description.release());
        } finally {
            Files.delete(outside);
        }
    }

    @Test
    void absoluteLinksStartAtTheRootOfTheVolume() throws IOException {
        repository("apks", "x86_64");
        tree.file("system/vmlinuz-lts", 9).link("boot", "/system");
        assertEquals(List.of("boot/vmlinuz-lts"), describe().kernels());
    }

    @Test
    void readsTheRealMedium() throws IOException {
        BootDescription description =
                new PlainBootDevice().describe(Samples.medium()).orElseThrow();
        String release = "4.4.202-1237-rockchip-ayufan-gfd4492386213";
        String named = ", which extlinux/extlinux.conf names";
        assertEquals(
                List.of(
                        "kernel",
                        "initramfs",
                        "modloop",
                        ".alpine-release",
                        "kernel boot/vmlinuz-" + release + named,
                        "initramfs boot/initramfs-alpine-" + release + named,
                        "directory of device trees boot/dtbs" + named,
                        "modloop boot/modloop-" + release + named),
                description.missing());
        assertEquals(List.of("aarch64"), description.architectures());
        assertEquals(List.of("apks"), description.repositories());
        assertEquals(List.of("extlinux/extlinux.conf"), description.configurations());
    }

    @Test
    void keysAreThoseOfEveryInitramfsThatCanBeRead() throws IOException {
        repository("apks", "x86_64");
        tree.file("boot/initramfs-bad", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0})
                .file("boot/initramfs-empty", 0)
                .file("boot/initramfs-lts", initramfs("a.rsa.pub"))
                .file("boot/initramfs-virt", initramfs("b.rsa.pub"));
        assertEquals(
                Set.of("a.rsa.pub", "b.rsa.pub"),
                new PlainBootDevice().keys(root).keySet());
    }

    private static byte[] initramfs(String key) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InitramfsWriter writer = new InitramfsWriter(bytes)) {
            writer.file("etc/apk/keys/" + key, 0644, TestKeys.PEM.getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }

    private void repository(String path, String architecture) throws IOException {
        tree.text(path + "/.boot_repository", "").file(path + "/" + architecture + "/APKINDEX.tar.gz", 9);
    }

    private BootDescription describe() throws IOException {
        return new PlainBootDevice().describe(root).orElseThrow();
    }
}
