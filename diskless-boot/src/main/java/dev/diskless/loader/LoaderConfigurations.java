package dev.diskless.loader;

import dev.diskless.medium.NameBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The configurations of boot loaders in a tree, and the files that they name.
 *
 * @param files the configurations that are there, those that they include among them, from the root
 * @param references what they name, in their order; at most {@link NamedFiles#MAX_FILES}
 * @param tooLarge configurations that are too large to be read, from the root
 * @param modloopElsewhere whether one says that the modloop comes from the network, or that none is wanted
 */
record LoaderConfigurations(
        List<String> files, List<BootReference> references, List<String> tooLarge, boolean modloopElsewhere) {

    /** Largest configuration that is read, in bytes. */
    static final int MAX_SIZE = 1 << 20;

    /** Most files that one configuration and what it includes are read from. */
    static final int MAX_INCLUDED = 32;

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
        Set<String> files = new LinkedHashSet<>();
        Set<BootReference> references = new LinkedHashSet<>();
        Set<String> tooLarge = new LinkedHashSet<>();
        boolean modloopElsewhere = false;
        for (Map.Entry<String, BiConsumer<List<String>, NamedFiles>> known : KNOWN.entrySet()) {
            Deque<String> names = new ArrayDeque<>(List.of(known.getKey()));
            Set<String> seen = new HashSet<>(names);
            while (!names.isEmpty()) {
                String name = names.pop();
                Optional<Path> file = tree.file(name);
                if (file.isEmpty()) {
                    continue;
                }
                files.add(name);
                Optional<List<String>> lines = Reading.of(file.get(), LoaderConfigurations::lines);
                if (lines.isEmpty()) {
                    tooLarge.add(name);
                    continue;
                }
                NamedFiles named = new NamedFiles(directoryOf(known.getKey()));
                known.getValue().accept(lines.get(), named);
                for (Map.Entry<String, BootFileKind> entry : named.files().entrySet()) {
                    if (references.size() < NamedFiles.MAX_FILES) {
                        references.add(reference(tree, entry.getValue(), entry.getKey(), name));
                    }
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

    private static Optional<List<String>> lines(Path file) throws IOException {
        try (InputStream input = Files.newInputStream(file)) {
            byte[] bytes = input.readNBytes(MAX_SIZE + 1);
            return bytes.length > MAX_SIZE
                    ? Optional.empty()
                    : Optional.of(NameBytes.decode(bytes).lines().toList());
        }
    }

    private static String directoryOf(String path) {
        return path.substring(0, Math.max(path.lastIndexOf('/'), 0));
    }
}
