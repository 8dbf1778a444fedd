package dev.diskless.examples.packaging;

import dev.diskless.examples.gate.Project;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Jars to start hosts with. */
final class Jars {

    private Jars() {}

    /** The libraries and what they need, without what is optional and the jars of the programs. */
    static List<Path> libraries() throws IOException {
        try (Stream<Path> jars = Files.list(Project.lib())) {
            return jars.filter(jar -> !jar.getFileName().toString().matches("(picocli|jackson|jna).*"))
                    .sorted()
                    .toList();
        }
    }

    /** Jars on the class path of this test whose names begin with one of these. */
    static List<Path> ofThisTest(String... names) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(jar -> Arrays.stream(names)
                        .anyMatch(name -> jar.getFileName().toString().startsWith(name)))
                .toList();
    }

    /** Jars as one class path or module path. */
    static String path(List<Path> jars) {
        return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
