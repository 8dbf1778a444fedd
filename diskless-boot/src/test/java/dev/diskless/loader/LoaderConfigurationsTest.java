package dev.diskless.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.boot.MediumTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoaderConfigurationsTest {

    @TempDir
    Path root;

    private MediumTree tree;

    @BeforeEach
    void make() {
        tree = new MediumTree(root);
    }

    @Test
    void syslinuxKeywordsComeInAnyCaseAndWithAnyLineEnd() throws IOException {
        assertEquals(
                List.of("KERNEL a/k", "INITRAMFS b/ucode.img", "INITRAMFS b/i", "DEVICE_TREE d.dtb", "DEVICE_TREES t"),
                named(
                        "syslinux.cfg",
                        "label x\r\n\tkernel\t/a/k\r\n  InitRD  b/ucode.img,b/i\rFDT /d.dtb\nfdtdir t/\n"));
    }

    @Test
    void syslinuxTakesInitramfsAndModloopFromAppend() throws IOException {
        assertEquals(
                List.of("KERNEL boot/k", "INITRAMFS boot/i", "INITRAMFS j", "MODLOOP boot/m"),
                named("boot/extlinux.conf", "LINUX k\nAPPEND quiet initrd=i,/j modloop=boot/m initrd=\n"));
    }

    @Test
    void syslinuxCommentsAndValuesOfTheRunningLoaderNameNothing() throws IOException {
        assertEquals(
                List.of(),
                named(
                        "extlinux/extlinux.conf",
                        "# KERNEL /a\n#KERNEL /b\nKERNEL\nLINUX ${kernel}\nINITRD ,,\nINITRD (hd0)/x\nLINUX http://h/x\n"
                                + "KERNEL /\nAPPEND initrd modloop\n"));
    }

    @Test
    void syslinuxModulesAreNoKernels() throws IOException {
        assertEquals(
                List.of(
                        "OTHER boot/syslinux/menu.c32",
                        "OTHER boot/mboot.c32",
                        "OTHER boot/xen.gz",
                        "KERNEL boot/k",
                        "INITRAMFS boot/i"),
                named(
                        "boot/syslinux/syslinux.cfg",
                        "UI menu.c32\nLABEL xen\nKERNEL /boot/mboot.c32\nAPPEND /boot/xen.gz a=1 --- /boot/k quiet ---"
                                + " /boot/i\n"));
    }

    @Test
    void syslinuxIncludesAreReadOnce() throws IOException {
        tree.text("boot/syslinux/a.cfg", "KERNEL /a\nINCLUDE syslinux.cfg\nMENU INCLUDE b.cfg Title\n")
                .text("boot/syslinux/b.cfg", "KERNEL /b\ninclude a.cfg\nINCLUDE absent.cfg\nINCLUDE b.cfg");
        assertEquals(
                List.of("KERNEL c", "KERNEL a", "KERNEL b"),
                named("boot/syslinux/syslinux.cfg", "KERNEL /c\nINCLUDE a.cfg\n"));
        assertEquals(
                List.of("boot/syslinux/syslinux.cfg", "boot/syslinux/a.cfg", "boot/syslinux/b.cfg"), read().files());
    }

    @Test
    void aChainOfIncludesHasAnEnd() throws IOException {
        for (int i = 0; i < 100; i++) {
            tree.text("c" + i, "INCLUDE c" + (i + 1) + "\n");
        }
        tree.text("syslinux.cfg", "INCLUDE c0\n");
        assertEquals(LoaderConfigurations.MAX_INCLUDED, read().files().size());
    }

    @Test
    void namesAreResolvedAsTheWholeVolumeIsSeen() throws IOException {
        assertEquals(
                List.of("KERNEL etc/passwd", "INITRAMFS extlinux/x"),
                named("extlinux/extlinux.conf", "KERNEL ../../../../etc/passwd\nINITRD ./a/../x\n"));
        assertTrue(read().references().stream().noneMatch(BootReference::present));
    }

    @Test
    void namesThatNoDiskCanHoldAreAbsent() throws IOException {
        String wide = "\u65e5".repeat(200);
        String deep = "a/".repeat(511) + "a";
        tree.text(
                "syslinux.cfg",
                "KERNEL /" + wide + "\nINITRD /" + deep + "\nFDT /" + "y".repeat(256) + "\nLINUX /" + "z".repeat(5000)
                        + "\n");
        List<BootReference> references = read().references();
        assertEquals(3, references.size());
        assertTrue(references.stream().noneMatch(BootReference::present));
    }

    @Test
    void bytesThatAreNoTextDoNoHarm() throws IOException {
        byte[] name = "KERNEL /b\u0000\nINITRD /".getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[name.length + 256];
        System.arraycopy(name, 0, all, 0, name.length);
        for (int i = 0; i < 256; i++) {
            all[name.length + i] = (byte) i;
        }
        for (String configuration : List.of("syslinux.cfg", "config.txt", "cmdline.txt", "boot/grub/grub.cfg")) {
            tree.file(configuration, all);
        }
        read();
        for (int seed = 0; seed < 200; seed++) {
            String words =
                    "KERNEL INITRD APPEND INCLUDE linux initrd kernel= initramfs include \" ' \\ ; { } # / .. , \r \n"
                            + " \t \0 \ud800 modloop= ---";
            StringBuilder text = new StringBuilder();
            Random random = new Random(seed);
            for (int i = 0; i < 200; i++) {
                text.append(words.split(" ")[random.nextInt(words.split(" ").length)])
                        .append(random.nextBoolean() ? " " : random.nextBoolean() ? "\n" : "");
            }
            for (String configuration : List.of("syslinux.cfg", "config.txt", "cmdline.txt", "boot/grub/grub.cfg")) {
                tree.text(configuration, text.toString());
            }
            read();
        }
    }

    @Test
    void aConfigurationAboveOneMebibyteIsNotRead() throws IOException {
        String line = "KERNEL /k\n";
        String pad = "x".repeat(LoaderConfigurations.MAX_SIZE - line.length());
        assertEquals(List.of("KERNEL k"), named("syslinux.cfg", line + pad));
        assertEquals(List.of(), named("syslinux.cfg", line + pad + "x"));
        assertEquals(List.of("syslinux.cfg"), read().tooLarge());
    }

    @Test
    void veryLongLinesAndVeryManyNamesStayInBounds() throws IOException {
        int size = LoaderConfigurations.MAX_SIZE;
        for (String piece :
                List.of("\"", "'", "\"'", " ", "a ", "\\", ";", "{ ", "initrd= ", "a,", "linux /a;", "\n")) {
            for (String keyword : List.of("APPEND ", "initrd ")) {
                String text = keyword + piece.repeat((size - keyword.length()) / piece.length());
                tree.text("syslinux.cfg", text).text("boot/grub/grub.cfg", text).text("cmdline.txt", text);
                read();
            }
        }
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            many.append("KERNEL /k").append(i).append('\n');
        }
        for (String configuration : List.of("syslinux.cfg", "extlinux.conf", "boot/extlinux.conf")) {
            tree.text(configuration, many.toString());
        }
        assertEquals(NamedFiles.MAX_FILES, read().references().size());
    }

    @Test
    void grubLinesNameKernelAndInitramfs() throws IOException {
        assertEquals(
                List.of(
                        "KERNEL boot/vmlinuz lts",
                        "MODLOOP boot/m",
                        "INITRAMFS boot/u.img",
                        "INITRAMFS boot/i",
                        "DEVICE_TREE d"),
                named("boot/grub/grub.cfg", """
                        set timeout=1
                        # linux /no
                        menuentry 'A "quoted" title; {' --class x {
                            linux "/boot/vmlinuz"' 'lts modloop="/boot/m" quiet # comment initrd=/no
                            initrd /boot/u.img /boot/i
                            devicetree /d
                        }
                        """));
    }

    @Test
    void grubTakesSeveralCommandsInALine() throws IOException {
        assertEquals(
                List.of("KERNEL k", "INITRAMFS i"),
                named("boot/grub/grub.cfg", "menuentry x { linux /k a; initrd /i; }"));
    }

    @Test
    void grubVariablesAndDevicesNameNothing() throws IOException {
        assertEquals(
                List.of(),
                named("boot/grub/grub.cfg", "linux ${prefix}/k\ninitrd (hd0,1)/i\nlinux $root/k\nlinux\ninitrd\n"));
    }

    @Test
    void grubThatChoosesItsRootNamesNothingHere() throws IOException {
        for (String line :
                List.of("search --label x", "search.fs_label x", "set root=(hd1)", "if true; then set root=x; fi")) {
            assertEquals(List.of(), named("boot/grub/grub.cfg", "linux /k\n" + line + "\n"), line);
        }
    }

    @Test
    void grubModulesOfAHypervisorAreToldApart() throws IOException {
        assertEquals(
                List.of("OTHER boot/xen.gz", "KERNEL boot/vmlinuz-lts", "INITRAMFS boot/initramfs-lts"),
                named(
                        "boot/grub/grub.cfg",
                        "multiboot2 /boot/xen.gz a\nmodule2 /boot/vmlinuz-lts b\nmodule2 --nounzip /boot/initramfs-lts\n"));
    }

    @Test
    void firmwareNamesAreRelativeToTheRoot() throws IOException {
        tree.text("usercfg.txt", "kernel=other\nusercfg=1\n");
        assertEquals(
                List.of("KERNEL boot/k", "INITRAMFS boot/i", "DEVICE_TREE x.dtb", "KERNEL other"),
                named(
                        "config.txt",
                        "#kernel=no\r\n[pi4]\r\nkernel=boot/k\r\ninitramfs boot/i followkernel\r\ndevice_tree=x.dtb\r\n"
                                + "include usercfg.txt\r\n"));
        assertEquals(List.of("config.txt", "usercfg.txt"), read().files());
    }

    @Test
    void firmwareWithAPrefixNamesNothingHere() throws IOException {
        assertEquals(List.of(), named("config.txt", "kernel=k\nos_prefix=x/\n"));
    }

    @Test
    void onlyTheFirstLineOfTheCommandLineCounts() throws IOException {
        assertEquals(List.of("MODLOOP m"), named("cmdline.txt", "initrd=0x1 modloop=/m initrd=x\nmodloop=/n\n"));
    }

    private List<String> named(String configuration, String text) throws IOException {
        tree.text(configuration, text);
        return read().references().stream()
                .map(reference -> reference.kind() + " " + reference.path())
                .toList();
    }

    private LoaderConfigurations read() throws IOException {
        return LoaderConfigurations.of(new VolumeTree(root));
    }
}
