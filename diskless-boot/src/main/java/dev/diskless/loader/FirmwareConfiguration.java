package dev.diskless.loader;

import java.util.List;

/**
 * The Raspberry Pi firmware's {@code config.txt} and {@code cmdline.txt}. Source: Raspberry Pi documentation,
 * "config.txt", boot options. Sections for single models are read as if they applied. With {@code os_prefix} all names
 * have another meaning; nothing is taken then.
 */
final class FirmwareConfiguration {

    private FirmwareConfiguration() {}

    static void parse(List<String> lines, NamedFiles files) {
        if (lines.stream().anyMatch(line -> line.strip().startsWith("os_prefix="))) {
            return;
        }
        for (String line : lines) {
            String text = line.strip();
            String[] words = text.split("\\s+", 3);
            if (words.length > 1 && words[0].equals("initramfs")) {
                files.addList(BootFileKind.INITRAMFS, words[1]);
            } else if (words.length > 1 && words[0].equals("include")) {
                files.include(words[1]);
            } else if (text.startsWith("kernel=")) {
                files.add(
                        BootFileKind.KERNEL, text.substring("kernel=".length()).strip());
            } else if (text.startsWith("ramfsfile=")) {
                files.addList(
                        BootFileKind.INITRAMFS,
                        text.substring("ramfsfile=".length()).strip());
            } else if (text.startsWith("device_tree=")) {
                files.add(
                        BootFileKind.DEVICE_TREE,
                        text.substring("device_tree=".length()).strip());
            }
        }
    }

    static void parseCommandLine(List<String> lines, NamedFiles files) {
        // The firmware passes on the first line only, and loads no initramfs that stands in it.
        lines.stream()
                .limit(1)
                .map(line -> line.replaceAll("(^|\\s)initrd=\\S*", " "))
                .forEach(files::addCommandLine);
    }
}
