package dev.diskless.loader;

import java.util.List;
import java.util.Locale;

/**
 * Configurations of the Syslinux family and of U-Boot, which has the same form: a keyword, in any case, and its value.
 * Source: Syslinux {@code doc/syslinux.txt} and U-Boot {@code doc/README.pxe}.
 */
final class SyslinuxConfiguration {

    private SyslinuxConfiguration() {}

    static void parse(List<String> lines, NamedFiles files) {
        boolean multiboot = false;
        for (String line : lines) {
            String[] parts = line.strip().split("\\s+", 2);
            String value = parts.length < 2 ? "" : parts[1];
            String word = value.split("\\s", 2)[0];
            switch (parts[0].toLowerCase(Locale.ROOT)) {
                case "label" -> multiboot = false;
                case "kernel", "linux" -> {
                    multiboot = word.toLowerCase(Locale.ROOT).endsWith("mboot.c32");
                    files.add(isModule(word) ? BootFileKind.OTHER : BootFileKind.KERNEL, word);
                }
                case "com32", "ui" -> files.add(BootFileKind.OTHER, word);
                case "initrd" -> files.addList(BootFileKind.INITRAMFS, word);
                case "fdt", "devicetree" -> files.add(BootFileKind.DEVICE_TREE, word);
                case "fdtdir", "devicetreedir" -> files.add(BootFileKind.DEVICE_TREES, word);
                case "fdtoverlays", "devicetree-overlay" -> {
                    for (String name : value.split("\\s+")) {
                        files.add(BootFileKind.DEVICE_TREE, name);
                    }
                }
                case "append" -> {
                    files.addCommandLine(value);
                    if (multiboot) {
                        multiboot(value, files);
                    }
                }
                case "include" -> files.include(word);
                case "menu" -> {
                    if (word.equalsIgnoreCase("include")) {
                        files.include(value.substring(word.length()).strip().split("\\s", 2)[0]);
                    }
                }
                default -> {}
            }
        }
    }

    private static boolean isModule(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(".c32");
    }

    // mboot.c32 takes a hypervisor, then kernel and initramfs, each with its arguments, between " --- ".
    private static void multiboot(String value, NamedFiles files) {
        String[] modules = value.split("\\s---\\s", 8);
        for (int i = 0; i < modules.length; i++) {
            String name = modules[i].strip().split("\\s", 2)[0];
            files.add(i == 0 ? BootFileKind.OTHER : i == 1 ? BootFileKind.KERNEL : BootFileKind.INITRAMFS, name);
        }
    }
}
