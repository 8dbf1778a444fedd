package dev.diskless.loader;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Printable;
import dev.diskless.medium.BootDescription;
import dev.diskless.medium.NameBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What is found of a boot system in a tree. Reads names and small files, never content of boot files. */
final class BootTree {

    /** How a description says that there is no modloop, where one is wanted. */
    static final String MODLOOP = "modloop";

    private static final int MAX_RELEASE = 256;
    private static final String MARKER = ".boot_repository";
    private static final List<String> KERNEL_NAMES = List.of("vmlinuz", "Image", "zImage", "uImage", "bzImage");

    private final VolumeTree tree;
    private final List<String> repositories;
    private final LoaderConfigurations configurations;

    private BootTree(VolumeTree tree, List<String> repositories) throws IOException {
        this.tree = tree;
        this.repositories = repositories;
        this.configurations = LoaderConfigurations.of(tree);
    }

    /** The boot system below a root; empty if there is no boot repository. */
    static Optional<BootTree> of(Path root) throws IOException {
        List<String> repositories = repositories(root);
        return repositories.isEmpty()
                ? Optional.empty()
                : Optional.of(new BootTree(new VolumeTree(root), repositories));
    }

    /** The names in the root that what is described lies behind, links followed. */
    Set<String> rootNames() throws IOException {
        List<String> paths = new ArrayList<>(configurations.files());
        paths.add(".alpine-release");
        for (BootReference reference : configurations.references()) {
            if (reference.present()) {
                paths.add(reference.path());
            }
        }
        paths.addAll(inBoot(KERNEL_NAMES));
        paths.addAll(inBoot(List.of("initramfs", "modloop")));
        for (String repository : repositories) {
            paths.add(repository);
            architecturesIn(repository).forEach(name -> paths.add(indexOf(repository, name)));
        }
        Set<String> names = new HashSet<>();
        for (String path : paths) {
            names.addAll(tree.rootNames(path));
        }
        return names;
    }

    // The initramfs keeps a volume mounted for a marker one level down, and then searches down to depth 3, the marker
    // itself counted; neither follows links to directories. A marker in the root does not count for the first search.
    private static List<String> repositories(Path root) throws IOException {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        for (Child directory : directories(root)) {
            if (hasMarker(directory.path())) {
                first.add(directory.name());
            }
            second.addAll(repositoriesBelow(directory));
        }
        first.addAll(second);
        return List.copyOf(first);
    }

    private static List<String> repositoriesBelow(Child directory) throws IOException {
        List<String> found = new ArrayList<>();
        try {
            for (Child below : directories(directory.path())) {
                if (hasMarker(below.path())) {
                    found.add(directory.name() + "/" + below.name());
                }
            }
        } catch (DisklessException e) {
            // Most often lost+found; what nobody but root can see here is no reason to see nothing.
            if (e.getCause() instanceof AccessDeniedException) {
                return List.of();
            }
            throw e;
        }
        return found;
    }

    private static List<Child> directories(Path directory) throws IOException {
        List<Child> found = new ArrayList<>();
        for (Child child : Child.of(directory)) {
            if (Files.isDirectory(child.path(), LinkOption.NOFOLLOW_LINKS)) {
                found.add(child);
            }
        }
        return found;
    }

    private static boolean hasMarker(Path directory) {
        return Files.isRegularFile(directory.resolve(MARKER), LinkOption.NOFOLLOW_LINKS);
    }

    BootDescription describe(String loader) throws IOException {
        SortedSet<String> kernels = inBoot(KERNEL_NAMES);
        SortedSet<String> initramfs = inBoot(List.of("initramfs"));
        SortedSet<String> modloops = inBoot(List.of("modloop"));
        for (BootReference reference : configurations.references()) {
            if (reference.present()) {
                switch (reference.kind()) {
                    case KERNEL -> kernels.add(reference.path());
                    case INITRAMFS -> initramfs.add(reference.path());
                    case MODLOOP -> modloops.add(reference.path());
                    default -> {}
                }
            }
        }
        String release = release();
        List<String> architectures = architectures();
        List<String> missing = new ArrayList<>();
        need(missing, !kernels.isEmpty(), "kernel");
        need(missing, !initramfs.isEmpty(), "initramfs");
        need(missing, !modloops.isEmpty() || configurations.modloopElsewhere(), MODLOOP);
        need(missing, !configurations.files().isEmpty(), "loader configuration");
        need(missing, !architectures.isEmpty(), "package index of a boot repository");
        need(missing, repositories.get(0).indexOf('/') < 0, "boot repository directly below the root");
        need(missing, !release.isEmpty(), ".alpine-release");
        for (String name : configurations.tooLarge()) {
            missing.add("readable " + name + ": it has more than " + LoaderConfigurations.MAX_SIZE + " bytes");
        }
        for (BootReference reference : configurations.references()) {
            need(missing, reference.present(), reference.words());
        }
        return new BootDescription(
                release,
                repositories,
                architectures,
                List.copyOf(kernels),
                List.copyOf(initramfs),
                List.copyOf(modloops),
                configurations.files(),
                loader,
                missing);
    }

    private static void need(Collection<String> missing, boolean there, String words) {
        if (!there) {
            missing.add(words);
        }
    }

    private SortedSet<String> inBoot(List<String> starts) throws IOException {
        SortedSet<String> found = new TreeSet<>(FileNames.ORDER);
        Optional<Path> boot = tree.directory("boot");
        for (Child child : boot.isEmpty() ? List.<Child>of() : Child.of(boot.get())) {
            String path = "boot/" + child.name();
            if (starts.stream().anyMatch(child.name()::startsWith)
                    && tree.file(path).isPresent()) {
                found.add(path);
            }
        }
        return found;
    }

    private List<String> architectures() throws IOException {
        SortedSet<String> found = new TreeSet<>(FileNames.ORDER);
        for (String repository : repositories) {
            found.addAll(architecturesIn(repository));
        }
        return List.copyOf(found);
    }

    private List<String> architecturesIn(String repository) throws IOException {
        List<String> found = new ArrayList<>();
        Optional<Path> directory = tree.directory(repository);
        for (Child child : directory.isEmpty() ? List.<Child>of() : Child.of(directory.get())) {
            if (tree.file(indexOf(repository, child.name())).isPresent()) {
                found.add(child.name());
            }
        }
        return found;
    }

    private static String indexOf(String repository, String architecture) {
        return repository + "/" + architecture + "/APKINDEX.tar.gz";
    }

    private String release() throws IOException {
        Optional<Path> file = tree.file(".alpine-release");
        if (file.isEmpty()) {
            return "";
        }
        return Reading.of(file.get(), BootTree::firstLine);
    }

    private static String firstLine(Path file) throws IOException {
        try (InputStream input = Files.newInputStream(file)) {
            byte[] start = input.readNBytes(MAX_RELEASE);
            return Printable.text(
                    NameBytes.decode(start).lines().findFirst().orElse("").strip());
        }
    }
}
