package dev.diskless.examples.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.examples.gate.Project;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says works in a copy of the sources that was never built, in a folder with a blank in its name. */
class FreshCopyIT {

    private static final Set<String> LEFT_OUT = Set.of(".git", "target");
    private static final String BUILDING = "run: building";
    private static final Map<String, String> JAVA = Map.of("JAVA_HOME", System.getProperty("java.home"));

    @TempDir
    static Path folder;

    private static Path copy;
    private static JavaHome.Outcome firstCommand;

    @BeforeAll
    static void runFirstCommand() throws Exception {
        copy = folder.resolve("a copy");
        copySources(Project.root().toRealPath(), copy);
        firstCommand = sh(Readme.block("sh", "build-image"));
    }

    @Test
    void firstCommandOfTheReadmeMakesAnImage() {
        firstCommand.succeeded();
        assertTrue(firstCommand.err().contains(BUILDING), firstCommand.err());
        assertFalse(firstCommand.out().contains(BUILDING), firstCommand.out());
        assertTrue(Files.exists(copy.resolve("stick.img")));
    }

    @Test
    void inspectCommandOfTheReadmeSaysWhatIsOnIt() throws Exception {
        JavaHome.Outcome outcome = sh(Readme.block("sh", "run inspect")).succeeded();
        assertTrue(outcome.out().contains("vmlinuz-placeholder"), outcome.out());
        assertEquals("", outcome.err());
    }

    @Test
    void ext4CommandsOfTheReadmeMakeAFileSystemAndChangeIt() throws Exception {
        JavaHome.Outcome outcome = sh(Readme.block("sh", "ext4 mkfs")).succeeded();
        assertTrue(outcome.out().contains(" README.md\n"), outcome.out());
        assertTrue(outcome.out().endsWith("disk.img: clean\n"), outcome.out());
    }

    @Test
    void testCommandOfTheReadmeIsTheOneThatRunsThis() throws IOException {
        assertEquals("./mvnw verify\n", Readme.block("sh", "mvnw"));
    }

    @Test
    void jshellAndGroovyBlocksOfTheReadmeRun() throws Exception {
        String command = Readme.block("sh", "jshell").strip();
        Path script = Files.writeString(copy.resolve("readme.jsh"), Readme.block("java", "Diskless.image") + "/exit\n");
        JavaHome.Outcome shell =
                sh("\"$JAVA_HOME/bin/\"" + command + " " + script.getFileName()).succeeded();
        assertTrue(shell.out().contains("edge-1.apkovl.tar.gz"), shell.out() + shell.err());
        assertFalse(shell.out().contains("Exception") || shell.out().contains("Error"), shell.out());
        Path groovy = Files.writeString(copy.resolve("readme.groovy"), Readme.block("groovy", "Diskless.open"));
        JavaHome.Outcome outcome = groovy(groovy).succeeded();
        assertTrue(outcome.out().startsWith("edge-1.apkovl.tar.gz: "), outcome.out());
    }

    @Test
    void lbuOfTheReadmeSavesAMachine() throws Exception {
        JavaHome.Outcome outcome = sh(Readme.block("sh", "lbu commit")).succeeded();
        assertTrue(outcome.out().endsWith("Successfully saved apk overlay files\n"), outcome.out());
        assertTrue(Files.exists(copy.resolve("overlays/edge-1.apkovl.tar.gz")));
        Path script = Files.writeString(copy.resolve("lbu.jsh"), Readme.block("java", "Diskless.lbu") + "/exit\n");
        JavaHome.Outcome shell = sh("\"$JAVA_HOME/bin/\""
                        + Readme.block("sh", "jshell").strip() + " " + script.getFileName())
                .succeeded();
        assertTrue(shell.out().contains("edge-1.apkovl.tar.gz: 5 entries saved"), shell.out() + shell.err());
        JavaHome.Outcome files = sh(Readme.block("sh", "overlay show")).succeeded();
        assertTrue(files.out().contains(" etc/hostname\nU etc/hostname\nthey differ\n"), files.out());
    }

    @Test
    void everyBlockOfTheReadmeIsTested() throws IOException {
        List<Readme.Block> blocks = Readme.blocks();
        assertEquals(
                7,
                blocks.stream().filter(block -> block.language().equals("sh")).count());
        assertEquals(
                3,
                blocks.stream().filter(block -> block.language().equals("java")).count());
        assertEquals(
                1,
                blocks.stream()
                        .filter(block -> block.language().equals("groovy"))
                        .count());
        assertEquals(
                5,
                blocks.stream().filter(block -> block.language().equals("text")).count());
        assertEquals(16, blocks.size());
    }

    @Test
    void scriptsOfTheExamplesRun() throws Exception {
        Path main = copy.resolve("diskless-examples/src/main");
        JavaHome.Outcome shell = JavaHome.run(
                        copy,
                        "jshell",
                        List.of(
                                "--class-path",
                                classPath(),
                                "--startup",
                                "DEFAULT",
                                "--startup",
                                main.resolve("jshell/diskless.jsh").toString(),
                                main.resolve("jshell/example.jsh").toString()))
                .succeeded();
        assertTrue(shell.out().contains("edge-1.apkovl.tar.gz"), shell.out() + shell.err());
        JavaHome.Outcome outcome = groovy(main.resolve("groovy/example.groovy")).succeeded();
        assertTrue(outcome.out().contains("edge-1.apkovl.tar.gz"), outcome.out() + outcome.err());
    }

    @Test
    void programRunsFromAnotherDirectoryAndIsBuiltAgainOnlyWhenASourceChanged() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("else where"));
        List<String> help = List.of(copy.resolve("diskless-examples/run").toString(), "--help");
        JavaHome.Outcome unchanged = JavaHome.run(elsewhere, JAVA, help).succeeded();
        assertEquals("", unchanged.err());
        Path source = copy.resolve("diskless-api/src/main/java/dev/diskless/spi/Plugin.java");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));
        JavaHome.Outcome changed = JavaHome.run(elsewhere, JAVA, help).succeeded();
        assertTrue(changed.err().contains(BUILDING), changed.err());
        assertEquals(unchanged.out(), changed.out());
    }

    @Test
    void wrongUsageAndAWrongJavaHomeShowInTheStatus() throws Exception {
        String run = copy.resolve("diskless-examples/run").toString();
        assertEquals(
                2, JavaHome.run(copy, JAVA, List.of(run, "no-such-program")).status());
        JavaHome.Outcome outcome = JavaHome.run(copy, Map.of("JAVA_HOME", "/no/where"), List.of(run, "--help"));
        assertEquals(1, outcome.status());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
    }

    private static JavaHome.Outcome sh(String script) throws Exception {
        return JavaHome.run(copy, JAVA, List.of("sh", "-euc", script));
    }

    private static JavaHome.Outcome groovy(Path script) throws Exception {
        return JavaHome.run(copy, "java", Groovy.command(classPath(), script));
    }

    private static String classPath() throws Exception {
        return sh("./diskless-examples/run --class-path").succeeded().out().strip();
    }

    private static void copySources(Path from, Path to) throws IOException {
        List<Path> directories = new ArrayList<>();
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes facts) throws IOException {
                if (LEFT_OUT.contains(directory.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                directories.add(Files.createDirectories(
                        to.resolve(from.relativize(directory).toString())));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes facts) throws IOException {
                if (!file.toString().endsWith(".img")) {
                    Path target = to.resolve(from.relativize(file).toString());
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        assertFalse(directories.isEmpty());
    }
}
