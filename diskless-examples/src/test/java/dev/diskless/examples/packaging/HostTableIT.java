package dev.diskless.examples.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.diskless.examples.gate.Project;
import dev.diskless.examples.miniature.MiniatureMedium;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jars work in each kind of host: all plug-ins are found, and an image is built and opened. */
class HostTableIT {

    private static final Path HOSTS = Project.root().resolve("diskless-examples/src/test/hosts");
    private static final int NEWEST_TESTED = 25;

    @TempDir
    static Path shared;

    @TempDir
    Path work;

    private static MiniatureMedium medium;
    private static Path classes;
    private static String expected;

    @BeforeAll
    static void buildInThisProcess() throws Exception {
        medium = MiniatureMedium.create(Files.createDirectory(shared.resolve("medium")));
        classes = Files.createDirectory(shared.resolve("classes"));
        Compiler.compile(
                List.of(HOSTS.resolve("probe/HostProbe.java")), classes, "--class-path", Jars.path(Jars.libraries()));
        // The jars say which plug-ins there are; the image is that of the plainest host.
        String image = runOnClassPath(shared)
                .lines()
                .filter(line -> !PackagedJarIT.POINTS.contains(point(line)))
                .collect(Collectors.joining("\n"));
        expected = PackagedJarIT.pointsAndNames().entrySet().stream()
                        .map(point -> "probe: " + point.getKey() + " " + point.getValue())
                        .collect(Collectors.joining("\n", "", "\n"))
                + image + "\n";
    }

    @AfterAll
    static void close() throws Exception {
        medium.close();
    }

    @Test
    void classPath() throws Exception {
        assertEquals(expected, runOnClassPath(work));
    }

    @Test
    void modulePath() throws Exception {
        Path source = Files.createDirectory(work.resolve("source"));
        Files.writeString(source.resolve("module-info.java"), "module probe { requires dev.diskless.core; }\n");
        Path output = Files.createDirectory(work.resolve("module"));
        String jars = Jars.path(Jars.libraries());
        Compiler.compile(
                List.of(source.resolve("module-info.java"), HOSTS.resolve("probe/HostProbe.java")),
                output,
                "--module-path",
                jars);
        JavaHome.Outcome outcome = JavaHome.run(
                work,
                "java",
                List.of(
                        "--module-path",
                        output + java.io.File.pathSeparator + jars,
                        "--module",
                        "probe/probe.HostProbe",
                        medium.root().toString(),
                        image().toString()));
        assertEquals(expected, outcome.succeeded().out());
    }

    @Test
    void childClassLoaderUnderAContextLoaderThatSeesNothing() throws Exception {
        assertEquals(expected, runInChildLoader(ClassLoader.getPlatformClassLoader()));
    }

    @Test
    void childClassLoaderUnderAContextLoaderWithTheSameLibraryAgain() throws Exception {
        assertEquals(expected, runInChildLoader(HostTableIT.class.getClassLoader()));
    }

    @Test
    void jshell() throws Exception {
        assertEquals(expected, runJshell("-R"));
    }

    @Test
    void jshellInItsOwnProcess() throws Exception {
        if (Runtime.version().feature() >= NEWEST_TESTED) {
            assertEquals(expected, runJshell("-J", "--execution", "local"));
        } else {
            // On 17 such a shell has no class path at all; the README says so.
            assertFalse(runJshell("-J", "--execution", "local").contains("probe: "));
        }
    }

    @Test
    void groovyCommand() throws Exception {
        List<String> arguments =
                new ArrayList<>(Groovy.command(Jars.path(Jars.libraries()), HOSTS.resolve("probe.groovy")));
        arguments.addAll(List.of(medium.root().toString(), image().toString()));
        assertEquals(expected, JavaHome.run(work, "java", arguments).succeeded().out());
    }

    @Test
    void groovyScriptWithTheJarsOnItsOwnLoader() throws Exception {
        // What @Grab does: the jars are seen by the loader of the script, not by that of the process.
        Path groovy = Jars.ofThisTest("groovy-").get(0);
        Path host = Files.createDirectory(work.resolve("host"));
        Compiler.compile(List.of(HOSTS.resolve("probe/GroovyHost.java")), host, "--class-path", groovy.toString());
        JavaHome.Outcome outcome = JavaHome.run(
                work,
                "java",
                List.of(
                        "-cp",
                        Jars.path(List.of(groovy, host)),
                        "probe.GroovyHost",
                        Jars.path(Jars.libraries()),
                        HOSTS.resolve("probe.groovy").toString(),
                        medium.root().toString(),
                        image().toString()));
        assertEquals(expected, outcome.succeeded().out());
    }

    @Test
    void everyPlugInPointAndTheImageAreCompared() {
        assertEquals(PackagedJarIT.POINTS.size() + 3, expected.lines().count(), expected);
    }

    private Path image() {
        return work.resolve("probe.img");
    }

    private static String runOnClassPath(Path directory) throws Exception {
        List<Path> jars = new ArrayList<>(Jars.libraries());
        jars.add(classes);
        return JavaHome.run(
                        directory,
                        "java",
                        List.of(
                                "-cp",
                                Jars.path(jars),
                                "probe.HostProbe",
                                medium.root().toString(),
                                directory.resolve("probe.img").toString()))
                .succeeded()
                .out();
    }

    private String runInChildLoader(ClassLoader context) throws Exception {
        List<URL> urls = new ArrayList<>();
        for (Path jar : Jars.libraries()) {
            urls.add(jar.toUri().toURL());
        }
        urls.add(classes.toUri().toURL());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(context);
        try (URLClassLoader child =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            return (String) child.loadClass("probe.HostProbe")
                    .getMethod("report", String.class, String.class)
                    .invoke(null, medium.root().toString(), image().toString());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private String runJshell(String propertyPrefix, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of(
                "--class-path",
                Jars.path(Jars.libraries()),
                propertyPrefix + "-Dprobe.medium=" + medium.root(),
                propertyPrefix + "-Dprobe.image=" + image(),
                HOSTS.resolve("probe.jsh").toString()));
        JavaHome.Outcome outcome = JavaHome.run(work, "jshell", arguments);
        return outcome.succeeded().out();
    }

    private static String point(String line) {
        return Stream.of(line.split(" ")).skip(1).findFirst().orElse("");
    }
}
