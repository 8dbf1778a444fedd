package dev.diskless.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Measures whole processes, from the start of the JVM to its end. */
record ProcessCases(Path directory, Scale scale, Sources sources, Consumer<Row> rows) {

    void run() throws IOException {
        make("small files, nested", sources.nested(), scale.smallRoom(), 3, "1.5");
        extract();
        make("small files, flat", sources.flat(), scale.smallRoom(), 1, "0.05");
        make("a large file", sources.large(), scale.largeRoom(), 2, "0.25");
        cat();
        Files.deleteIfExists(image());
        Files.deleteIfExists(other());
    }

    private Path image() {
        return directory.resolve("process.img");
    }

    private Path other() {
        return directory.resolve("mke2fs.img");
    }

    private void make(String what, Path source, long room, int repeats, String target) throws IOException {
        Measure[] pair = Measure.pair(
                0,
                Math.min(repeats, scale.repeats()),
                () -> {
                    Files.deleteIfExists(image());
                    return ext4("mkfs", image(), room / 1024 + "k", "-O", Volumes.FEATURES, "-d", source);
                },
                () -> {
                    Files.deleteIfExists(other());
                    return HostTool.nanos(
                            "mke2fs",
                            "-q",
                            "-t",
                            "ext4",
                            "-O",
                            Volumes.FEATURES,
                            "-d",
                            source,
                            other(),
                            room / 1024 + "k");
                });
        Volumes.check(image());
        rows.accept(Row.of("process: mkfs -d, " + what, pair[0], "mke2fs -d", pair[1], target));
    }

    private void extract() throws IOException {
        Path out = directory.resolve("extracted");
        Measure[] pair = Measure.pair(
                0,
                Math.min(3, scale.repeats()),
                () -> {
                    Files.createDirectory(out);
                    long nanos = ext4("extract", image(), "/", out);
                    HostTool.output("diff", "-r", sources.nested(), out.resolve("."), "-x", "lost+found");
                    HostTool.output("rm", "-r", out);
                    return nanos;
                },
                () -> {
                    Files.createDirectory(out);
                    long nanos = HostTool.nanos("debugfs", "-R", "rdump / " + out, image());
                    HostTool.output("rm", "-r", out);
                    return nanos;
                });
        rows.accept(Row.of("process: extract small files, nested", pair[0], "debugfs rdump", pair[1], ""));
    }

    private void cat() throws IOException {
        Measure[] pair = Measure.pair(
                0,
                Math.min(3, scale.repeats()),
                () -> ext4("cat", image(), "/large"),
                () -> HostTool.nanos("cat", image()));
        rows.accept(Row.of("process: cat a large file", pair[0], "cat image", pair[1], ""));
    }

    private static long ext4(Object... arguments) throws IOException {
        List<Object> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java"));
        line.add("-Xmx64m");
        // Those that the script gives which starts programs.
        line.addAll(List.of(
                System.getProperty("diskless.bench.options", "-XX:+UseSerialGC").split(" ")));
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.diskless.examples.Main", "ext4"));
        line.addAll(List.of(arguments));
        return HostTool.nanos(line.toArray());
    }
}
