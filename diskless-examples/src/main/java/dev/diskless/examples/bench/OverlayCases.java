package dev.diskless.examples.bench;

import dev.diskless.Diskless;
import dev.diskless.medium.NameBytes;
import dev.diskless.overlay.ApkovlFormat;
import dev.diskless.overlay.OverlayPacker;
import dev.diskless.overlay.RootCapture;
import dev.diskless.progress.Progress;
import dev.diskless.spi.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Measures how overlays are packed in a JVM that has done it before. */
record OverlayCases(Path directory, Scale scale, Consumer<Row> rows) {

    private static final String NAME = "bench";
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    void run() throws IOException {
        // 1 GiB of the scale becomes what overlays are measured with.
        long bytes = scale.largeBytes() / (1 << 30) * 200_000_000 + scale.largeBytes() % (1 << 30) / 5;
        int once = Math.min(1, scale.warmUps());
        run("files of all sizes", OverlaySource.mixed(directory.resolve("mixed"), bytes), once, "1.03");
        run(
                "tiny files",
                OverlaySource.tiny(directory.resolve("tiny"), scale.files() * 3 / 2),
                scale.warmUps(),
                "1.10");
        run("one file", OverlaySource.single(directory.resolve("single"), bytes), once, "1.03");
    }

    private void run(String what, Path root, int warmUps, String sizeTarget) throws IOException {
        // A machine without packages, where everything below etc is to be saved.
        Files.createFile(Files.createDirectories(root.resolve("lib/apk/db")).resolve("installed"));
        int repeats = Math.min(3, scale.repeats());
        Measure.Task pigz = () ->
                shell("tar -c -C " + root + " etc | pigz -6 -p" + PROCESSORS + " >" + directory.resolve("pigz.gz"));
        Measure[] alone = Measure.pair(warmUps, repeats, () -> packing(root), pigz);
        rows.accept(Row.of("overlay: packing, " + what, alone[0], "tar, pigz -6", alone[1], "1.0"));
        long size = Files.size(directory.resolve("pigz.gz"));
        rows.accept(new Row(
                "overlay: size, " + what,
                Long.toString(Files.size(overlay())),
                "tar, pigz -6 " + size,
                Row.ratio((double) Files.size(overlay()) / size),
                sizeTarget));
        Measure[] first = Measure.pair(warmUps, repeats, () -> firstCommit(root), pigz);
        rows.accept(Row.of("overlay: first commit, " + what, first[0], "tar, pigz -6", first[1], "1.25"));
        Measure lbu = Measure.once(
                0, 1, () -> shell("tar -c -C " + root + " etc | gzip -6 >" + directory.resolve("gzip.gz")));
        rows.accept(Row.of("overlay: first commit, " + what, first[0], "tar, gzip -6", lbu, "0.56"));
        Measure later = Measure.once(warmUps, repeats, () -> laterCommit(root));
        rows.accept(Row.of("overlay: commit of one small change, " + what, later, "first commit", first[0], "0.1"));
        HostTool.output("gzip", "-t", saved().resolve(NAME + ".apkovl.tar.gz"));
    }

    private static long shell(String line) throws IOException {
        return HostTool.nanos("sh", "-c", line);
    }

    private Path overlay() {
        return directory.resolve("overlay.tar.gz");
    }

    private Path index() {
        return directory.resolve("overlay.index");
    }

    private Path saved() {
        return directory.resolve("saved");
    }

    private static OverlayPacker packer() {
        return OverlayPacker.of(new ApkovlFormat());
    }

    private static RootCapture capture(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root.resolve("etc"))) {
            List<String> names = tree.map(path -> root.relativize(path).toString())
                    .sorted(NameBytes.ORDER)
                    .toList();
            return RootCapture.of(root, names, InstantSource.system());
        }
    }

    private long packing(Path root) throws IOException {
        RootCapture capture = capture(root);
        return Measure.time(() -> packer().pack(capture, Files.newOutputStream(overlay()), Progress.silent()));
    }

    // Everything: audit, packing, forcing to storage, reading back, the index.
    private long firstCommit(Path root) throws IOException {
        Files.deleteIfExists(index());
        Files.createDirectories(saved());
        Files.deleteIfExists(saved().resolve(NAME + ".apkovl.tar.gz"));
        return commit(root);
    }

    // The change is not timed.
    private long laterCommit(Path root) throws IOException {
        Path file = root.resolve("etc/directory-000000/changed");
        Files.writeString(file, "changed at " + System.nanoTime() + "\n");
        return commit(root);
    }

    private long commit(Path root) throws IOException {
        return Measure.time(() -> {
            try (Storage storage = Diskless.storage(saved().toString())) {
                Diskless.lbu(root, storage)
                        .withHostname(NAME)
                        .withIndex(index(), InstantSource.system())
                        .commit();
            }
        });
    }
}
