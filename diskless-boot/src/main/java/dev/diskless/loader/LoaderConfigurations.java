package dev.diskless.loader;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The configurations of boot loaders in a tree, and the files that they name.
 *
 * @param files the configurations that are there, from the root
 * @param references what they name, in their order
 * @param tooLarge configurations that are too large to be read, from the root
 * @param modloopElsewhere whether one says that the modloop comes from the network, or that none is wanted
 */
record LoaderConfigurations(
        List<String> files, List<BootReference> references, List<String> tooLarge, boolean modloopElsewhere) {

    /** Largest configuration that is read, in bytes. */
    static final int MAX_SIZE = 1 << 20;

    private static final int MAX_INCLUDED = 32;

    private static final Map<String, BiConsumer<List<String>, NamedFiles>> KNOWN = known();

    private static Map<String, BiConsumer<List<String>, NamedFiles>> known() {
        Map<String, BiConsumer<List<String>, NamedFiles>> known = new LinkedHashMap<>();
        for (String directory : List.of("boot/extlinux/", "boot/", "extlinux/", "")) {
            known.put(directory + "extlinux.conf", SyslinuxConfiguration::parse);
        }
        for (String directory : List.of("boot/syslinux/", "syslinux/", "")) {
            known.put(directory + "syslinux.cfg", SyslinuxConfiguration::parse);
        }
        for (String directory : List.of("boot/isolinux/", "isolinux/")) {
            known.put(directory + "isolinux.cfg", SyslinuxConfiguration::parse);
        }
        known.put("boot/grub/grub.cfg", GrubConfiguration::parse);
        known.put("config.txt", FirmwareConfiguration::parse);
        known.put("cmdline.txt", FirmwareConfiguration::parseCommandLine);
        return known;
    }

    static LoaderConfigurations of(VolumeTree tree) throws IOException {
        List<String> files = new ArrayList<>();
        List<BootReference> references = new ArrayList<>();
        List<String> tooLarge = new ArrayList<>();
        boolean modloopElsewhere = false;
        for (Map.Entry<String, BiConsumer<List<String>, NamedFiles>> known : KNOWN.entrySet()) {
            if (tree.file(known.getKey()).isEmpty()) {
                continue;
            }
            files.add(known.getKey());
            Deque<String> names = new ArrayDeque<>(List.of(known.getKey()));
            Set<String> seen = new HashSet<>(names);
            while (!names.isEmpty()) {
                String name = names.pop();
                Optional<Path> file = tree.file(name);
                Optional<List<String>> lines = file.isEmpty() ? Optional.empty() : read(file.get());
                if (file.isPresent() && lines.isEmpty()) {
                    tooLarge.add(name);
                }
                NamedFiles named = new NamedFiles(directoryOf(known.getKey()));
                known.getValue().accept(lines.orElse(List.of()), named);
                for (Map.Entry<String, BootFileKind> entry : named.files().entrySet()) {
                    references.add(reference(tree, entry.getValue(), entry.getKey(), name));
                }
                modloopElsewhere |= named.isModloopElsewhere();
                for (String include : named.includes()) {
                    if (seen.size() < MAX_INCLUDED && seen.add(include)) {
                        names.add(include);
                    }
                }
            }
        }
        return new LoaderConfigurations(
                List.copyOf(files), List.copyOf(references), List.copyOf(tooLarge), modloopElsewhere);
    }

    /** Whether a configuration names a kernel that is there. */
    boolean namesKernel(String configuration) {
        return references.stream()
                .anyMatch(reference -> reference.kind() == BootFileKind.KERNEL
                        && reference.present()
                        && reference.configuration().equals(configuration));
    }

    private static BootReference reference(VolumeTree tree, BootFileKind kind, String path, String configuration)
            throws IOException {
        boolean present = kind == BootFileKind.DEVICE_TREES
                ? tree.directory(path).isPresent()
                : tree.file(path).isPresent();
        return new BootReference(kind, path, configuration, present);
    }

    private static Optional<List<String>> read(Path file) throws IOException {
        try (InputStream input = Files.newInputStream(file)) {
            byte[] bytes = input.readNBytes(MAX_SIZE + 1);
            return bytes.length > MAX_SIZE
                    ? Optional.empty()
                    : Optional.of(FileNames.decode(bytes).lines().toList());
        }
    }

    private static String directoryOf(String path) {
        return path.substring(0, Math.max(path.lastIndexOf('/'), 0));
    }
}
