package dev.diskless.examples.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diskless.examples.gate.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plug-in author implements an interface, extends its contract, and gets the suite: with nothing but our jars. */
class ForeignContractIT {

    @TempDir
    Path project;

    @Test
    void plugInOfTheReadmePassesItsContractAndIsFound() throws Exception {
        Path source = Files.createDirectories(project.resolve("src/example")).resolve("OneOverlay.java");
        Files.writeString(source, Readme.block("java", "package example;"));
        Path foreign = Project.root().resolve("diskless-examples/src/test/foreign/example");
        List<Path> jars = new ArrayList<>(Jars.ofThisTest("junit-", "opentest4j-", "apiguardian-", "jspecify-"));
        jars.add(Project.jar("diskless-api", ""));
        jars.add(Project.jar("diskless-api", "tests"));
        Path classes = Files.createDirectory(project.resolve("classes"));
        Compiler.compile(
                List.of(source, foreign.resolve("OneOverlayTest.java"), foreign.resolve("RunContract.java")),
                classes,
                "--class-path",
                Jars.path(jars));
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve("dev.diskless.spi.PreflightCheck"), "example.OneOverlay\n");
        jars.add(classes);
        JavaHome.Outcome outcome = JavaHome.run(project, "java", List.of("-cp", Jars.path(jars), "example.RunContract"))
                .succeeded();
        assertEquals("2 of 2 tests, example.OneOverlay\n", outcome.out(), outcome.err());
    }
}
