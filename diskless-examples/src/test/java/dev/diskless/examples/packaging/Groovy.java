package dev.diskless.examples.packaging;

import java.nio.file.Path;
import java.util.List;

/** The command {@code groovy}, which is a script around one jar. */
final class Groovy {

    private Groovy() {}

    /** Arguments of {@code java} that do what {@code groovy --classpath PATH SCRIPT} does. */
    static List<String> command(String classPath, Path script) {
        return List.of(
                "-cp",
                Jars.path(Jars.ofThisTest("groovy-")),
                "org.codehaus.groovy.tools.GroovyStarter",
                "--main",
                "groovy.ui.GroovyMain",
                "--classpath",
                classPath,
                script.toString());
    }
}
