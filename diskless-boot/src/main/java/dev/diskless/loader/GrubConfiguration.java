package dev.diskless.loader;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commands of a GRUB 2 configuration that name boot files. Source: GNU GRUB manual, "Command-line and menu entry
 * commands". A configuration that chooses its root itself ({@code search}, {@code set root}) may mean another volume;
 * nothing is taken from it.
 */
final class GrubConfiguration {

    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|'[^']*'|[^\\s\"']+");

    private GrubConfiguration() {}

    static void parse(List<String> lines, NamedFiles files) {
        List<List<String>> commands = new ArrayList<>();
        for (String line : lines) {
            List<String> words = words(line);
            if (words.isEmpty()) {
                continue;
            }
            if (words.get(0).equals("search")
                    || words.get(0).startsWith("search.")
                    || (words.size() > 1
                            && words.get(0).equals("set")
                            && words.get(1).startsWith("root="))) {
                return;
            }
            if (commands.size() < NamedFiles.MAX_FILES) {
                commands.add(words);
            }
        }
        for (List<String> words : commands) {
            command(words, files);
        }
    }

    private static void command(List<String> words, NamedFiles files) {
        List<String> arguments = words.subList(1, words.size());
        if (arguments.isEmpty()) {
            return;
        }
        switch (words.get(0)) {
            case "linux", "linux16", "linuxefi" -> {
                files.add(BootFileKind.KERNEL, arguments.get(0));
                files.addCommandLine(String.join(" ", arguments.subList(1, arguments.size())));
            }
            case "initrd", "initrd16", "initrdefi" -> {
                for (String name : arguments) {
                    files.add(BootFileKind.INITRAMFS, name);
                }
            }
            case "devicetree" -> files.add(BootFileKind.DEVICE_TREE, arguments.get(0));
            case "multiboot", "multiboot2" -> files.add(BootFileKind.OTHER, arguments.get(0));
            // Behind a hypervisor, kernel and initramfs are both modules; the names tell them apart well enough.
            case "module", "module2" -> {
                String name = arguments.get(0).equals("--nounzip") && arguments.size() > 1
                        ? arguments.get(1)
                        : arguments.get(0);
                boolean kernel = name.substring(name.lastIndexOf('/') + 1).startsWith("vmlinuz");
                files.add(kernel ? BootFileKind.KERNEL : BootFileKind.INITRAMFS, name);
            }
            default -> {}
        }
    }

    // Only the start of a line is split: no command line of a kernel is longer, and the work stays in bounds.
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        String text = line.strip();
        if (text.startsWith("#")) {
            return words;
        }
        Matcher matcher = WORD.matcher(text.length() > 8192 ? text.substring(0, 8192) : text);
        while (matcher.find()) {
            String word = matcher.group();
            char first = word.charAt(0);
            words.add(first == '"' || first == '\'' ? word.substring(1, word.length() - 1) : word);
        }
        return words;
    }
}
