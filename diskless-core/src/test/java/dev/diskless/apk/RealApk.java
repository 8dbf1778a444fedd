package dev.diskless.apk;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.contract.tool.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The real apk of a real root file system, run under chroot; the test is skipped where that cannot be done. */
final class RealApk {

    private static final Pattern INSTALLING = Pattern.compile("\\([ 0-9/]+\\) Installing (\\S+) \\((\\S+)\\)");

    private final Path root;

    private RealApk(Path root) {
        this.root = root;
    }

    /** Unpacks the root into a directory. */
    static RealApk in(Path directory) throws IOException {
        Path archive = Samples.miniRoot().toAbsolutePath();
        Path root = Files.createDirectories(directory.resolve("root"));
        // Not the links to absolute paths elsewhere in the root: nothing here may point out of the directory.
        RealTool.named("tar")
                .run("-xzf", archive, "-C", root, "./sbin/apk", "./lib", "./usr/lib", "./etc/apk", "./usr/share/apk")
                .succeeded();
        RealApk apk = new RealApk(root);
        if (RealTool.named("chroot").run(root, "/sbin/apk", "--version").status() != 0) {
            abort("chroot: the real apk cannot be run here");
        }
        return apk;
    }

    /** The root under which apk sees everything. */
    Path root() {
        return root;
    }

    /** The keys that the root has for all architectures. */
    Path keys() {
        return root.resolve("usr/share/apk/keys");
    }

    /** Copies a file or a tree to a place below the root. */
    Path copy(Path source, String to) throws IOException {
        Path target = root.resolve(to);
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path place = target.resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(place);
                } else {
                    Files.createDirectories(place.getParent());
                    Files.copy(file, place, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return target;
    }

    RealTool.Outcome run(Object... arguments) {
        List<Object> line = new ArrayList<>(List.of(root, "/sbin/apk"));
        line.addAll(Arrays.asList(arguments));
        return RealTool.named("chroot").run(line.toArray());
    }

    /** Removes the links of an installation: to the cleaner of temporary files they point all over the host. */
    void removeLinks(String target) throws IOException {
        List<Path> links;
        try (Stream<Path> files = Files.walk(root.resolve(target))) {
            links = files.filter(Files::isSymbolicLink).toList();
        }
        for (Path link : links) {
            Files.delete(link);
        }
    }

    /** Makes an empty installation, in which later runs simulate. */
    void initialise(String target, String architecture) throws IOException {
        Files.createDirectories(root.resolve(target));
        run("add", "--arch", architecture, "--root", "/" + target, "--initdb", "--no-scripts", "--no-network")
                .succeeded();
    }

    /** The name-version of the packages that apk would install, sorted; empty where it refuses. */
    java.util.Optional<TreeSet<String>> choice(
            String target, String architecture, String repository, List<String> names) {
        List<Object> line = new ArrayList<>(List.of("add", "--simulate", "--no-scripts", "--no-network"));
        line.addAll(List.of("--keys-dir", "/usr/share/apk/keys", "--arch", architecture));
        line.addAll(List.of("--root", "/" + target, "-X", "/" + repository));
        line.addAll(names);
        RealTool.Outcome outcome = run(line.toArray());
        return outcome.status() == 0 ? java.util.Optional.of(installed(outcome.out())) : java.util.Optional.empty();
    }

    /** The name-version of the packages that a run reports as installed, sorted. */
    static TreeSet<String> installed(String output) {
        TreeSet<String> packages = new TreeSet<>();
        Matcher matcher = INSTALLING.matcher(output);
        while (matcher.find()) {
            packages.add(matcher.group(1) + "-" + matcher.group(2));
        }
        return packages;
    }
}
