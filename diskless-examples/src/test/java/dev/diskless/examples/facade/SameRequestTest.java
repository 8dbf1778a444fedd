package dev.diskless.examples.facade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.Diskless;
import dev.diskless.ImageBuilder;
import dev.diskless.examples.miniature.MiniatureMedium;
import dev.diskless.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way in which the same thing is asked for does not show in the bytes. */
class SameRequestTest {

    @TempDir
    Path folder;

    private Workbench bench;
    private String expected;

    @BeforeEach
    void makeBench() throws IOException {
        bench = new Workbench(folder);
        expected = built(bench.request());
    }

    @Test
    void relativePathOfTheSource() throws IOException {
        Path relative = Path.of("").toAbsolutePath().relativize(bench.source());
        assertEquals(expected, built(bench.request().boot(relative)));
        assertEquals(expected, built(bench.request().boot(bench.source().resolve("boot/.."))));
    }

    @Test
    void linkToTheSource() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), bench.source());
        assertEquals(expected, built(bench.request().boot(link)));
    }

    @Test
    void nameOfTheOutput() throws IOException {
        Path other = bench.output().resolve("other.img");
        assertEquals(
                expected,
                built(Diskless.image(other)
                        .boot(bench.source())
                        .size(Workbench.SIZE)
                        .hostname("edge-1")));
    }

    @Test
    void orderOfFilesForTheOverlay() throws IOException {
        Path a = Files.writeString(folder.resolve("a"), "a");
        Path b = Files.writeString(folder.resolve("b"), "b");
        String both = built(bench.request().file("etc/a", a).file("etc/b", b));
        assertEquals(both, built(bench.request().file("etc/b", b).file("etc/a", a)));
        assertNotEquals(both, built(bench.request().file("etc/b", a).file("etc/a", b)));
    }

    @Test
    void packagesNamedTwiceAndTheBaseNamedToo() throws IOException {
        String once = built(bench.request().packages("hello"));
        assertEquals(once, built(bench.request().packages("hello", "hello")));
        assertEquals(expected, built(bench.request().packages("alpine-base")));
    }

    @Test
    void keysThatVouchForTheSame() throws IOException {
        Path keys = Files.createDirectory(folder.resolve("keys"));
        try (MiniatureMedium medium = MiniatureMedium.create(folder.resolve("other"))) {
            medium.writePublicKey(keys);
        }
        assertEquals(expected, built(bench.request().keys(keys)));
    }

    @Test
    void defaultsThatAreGiven() throws IOException {
        assertEquals(
                expected,
                built(bench.request().label("APKOVL").media("diskless").architecture(MiniatureMedium.ARCHITECTURE)));
    }

    @Test
    void sourceThatNobodyMayWriteTo() throws IOException {
        List<Path> directories;
        try (Stream<Path> all = Files.walk(bench.source())) {
            directories = all.filter(Files::isDirectory).toList();
        }
        for (Path directory : directories) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
        }
        try {
            assertTrue(!built(bench.request()).isEmpty());
        } finally {
            for (Path directory : directories) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    @Test
    void builderThatIsUsedTwice() throws IOException {
        ImageBuilder request = bench.request();
        assertEquals(built(request), built(request));
    }

    @Test
    void buildsAtTheSameTime() throws Exception {
        List<Callable<String>> builds = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Path image = bench.output().resolve("stick-" + i + ".img");
            builds.add(() -> Workbench.digest(Diskless.image(image)
                    .boot(bench.source())
                    .size(Workbench.SIZE)
                    .hostname("edge-1")
                    .build()));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (Future<String> build : threads.invokeAll(builds)) {
                assertEquals(expected, build.get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(4, bench.outputs().size());
    }

    @Test
    void oneOfTwoBuildsOfOneOutputWinsAndTheOtherIsTold() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        int won = 0;
        try {
            Callable<Object> build = () -> bench.request().build();
            for (Future<Object> result : threads.invokeAll(List.of(build, build, build))) {
                try {
                    result.get();
                    won++;
                } catch (ExecutionException e) {
                    Workbench.assertFault(FaultCode.EXISTS, (Exception) e.getCause());
                }
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(1, won);
        assertEquals(List.of(bench.image()), bench.outputs());
        assertEquals(expected, Workbench.digest(bench.image()));
    }

    private static String built(ImageBuilder request) throws IOException {
        Path image = request.build().image();
        String digest = Workbench.digest(image);
        Files.delete(image);
        return digest;
    }
}
