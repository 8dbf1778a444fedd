package dev.diskless.loader;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The commands of a GRUB 2 configuration that name boot files. Source: GNU GRUB manual, "Command-line and menu entry
 * commands". A configuration that chooses its root itself ({@code search}, {@code set root}) may mean another volume;
 * nothing is taken from it.
 */
final class GrubConfiguration {

    private static final int MAX_LINE = 8192;

    /** Words that a command may follow at once. */
    private static final Set<String> STARTS = Set.of("{", "}", "then", "else", "do");

    private GrubConfiguration() {}

    static void parse(List<String> lines, NamedFiles files) {
        List<List<String>> commands = new ArrayList<>();
        for (String line : lines) {
            for (List<String> words : commands(line)) {
                if (choosesRoot(words)) {
                    return;
                }
                if (commands.size() < NamedFiles.MAX_FILES) {
                    commands.add(words);
                }
            }
        }
        for (List<String> words : commands) {
            command(words, files);
        }
    }

    private static boolean choosesRoot(List<String> words) {
        String name = words.get(0);
        return name.equals("search")
                || name.startsWith("search.")
                || name.startsWith("root=")
                || (name.equals("set") && words.size() > 1 && words.get(1).startsWith("root="));
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

    // Only the start of a line is split: no command line of a kernel is longer.
    private static List<List<String>> commands(String line) {
        List<List<String>> commands = new ArrayList<>(List.of(new ArrayList<>()));
        StringBuilder word = new StringBuilder();
        boolean started = false;
        char quote = 0;
        for (int i = 0; i <= Math.min(line.length(), MAX_LINE); i++) {
            char c = i < Math.min(line.length(), MAX_LINE) ? line.charAt(i) : '\n';
            boolean blank = c <= ' ' && (quote == 0 || c == '\n');
            if (quote == 0 && c == '#' && !started) {
                break;
            }
            if (blank || (quote == 0 && c == ';')) {
                add(commands, word, started);
                word.setLength(0);
                started = false;
                if (c == ';') {
                    commands.add(new ArrayList<>());
                }
                continue;
            }
            started = true;
            if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            } else if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
                word.append(line.charAt(++i));
            } else {
                word.append(c);
            }
        }
        commands.removeIf(List::isEmpty);
        return commands;
    }

    private static void add(List<List<String>> commands, CharSequence word, boolean started) {
        String text = word.toString();
        if (STARTS.contains(text)) {
            commands.add(new ArrayList<>());
        } else if (started) {
            commands.get(commands.size() - 1).add(text);
        }
    }
}
