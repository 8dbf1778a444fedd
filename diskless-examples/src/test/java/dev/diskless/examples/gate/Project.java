package dev.diskless.examples.gate;

import java.nio.file.Path;
import java.util.List;

/** Where the build of this project lies. */
public final class Project {

    /** Folders of the modules that are libraries. */
    public static final List<String> LIBRARIES =
            List.of("diskless-api", "diskless-boot", "diskless-core", "diskless-fs-ext4");

    private Project() {}

    /** The folder that holds all modules. */
    public static Path root() {
        return Path.of(System.getProperty("diskless.root", ".."));
    }

    /** A module's compiled classes. */
    public static Path classes(String module) {
        return root().resolve(module).resolve("target/classes");
    }

    /** A module's jar; the classifier is empty for the main one. */
    public static Path jar(String module, String classifier) {
        String version = System.getProperty("diskless.version");
        String end = classifier.isEmpty() ? "" : "-" + classifier;
        return root().resolve(module).resolve("target").resolve(module + "-" + version + end + ".jar");
    }

    /** The jars of other projects that the libraries and programs run with, and the libraries' own. */
    public static Path lib() {
        return root().resolve("diskless-examples/target/lib");
    }
}
