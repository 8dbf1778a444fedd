package dev.diskless.examples.bench;

import dev.diskless.examples.tree.AheadTree;
import dev.diskless.examples.tree.BelowTopSink;
import dev.diskless.examples.tree.Losses;
import dev.diskless.examples.tree.PathTree;
import dev.diskless.examples.tree.VolumeSink;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.function.Consumer;

/** Measures inside this process, after some runs that do not count. */
record WarmCases(Path directory, Scale scale, Sources sources, Consumer<Row> rows) {

    private static final String PLAIN = "plain Java, one file,";

    void run() throws IOException {
        small("nested", sources.nested(), false);
        small("flat", sources.flat(), false);
        small("nested", sources.nested(), true);
        small("flat", sources.flat(), true);
        withAttributes();
        large();
        empty();
    }

    private Path image() {
        return directory.resolve("warm.img");
    }

    private Path floor() {
        return directory.resolve("floor");
    }

    private void small(String name, Path source, boolean existing) throws IOException {
        PlainCopy copy = new PlainCopy();
        Volumes.Filling filling = root -> copy.toTree(source, root);
        Measure[] pair;
        try {
            pair = Measure.pair(
                    scale.warmUps(),
                    scale.repeats(),
                    () -> existing
                            ? Volumes.change(image(), scale.smallRoom(), filling)
                            : Volumes.make(image(), scale.smallRoom(), filling),
                    () -> plain(copy, source));
        } catch (ReadOnlyFileSystemException e) {
            return;
        }
        Volumes.check(image());
        checkBytes(copy, (long) scale.files() * scale.fileBytes());
        rows.accept(Row.of(
                "warm: write small files, " + name + (existing ? ", into a volume that is there" : ", new volume"),
                pair[0],
                PLAIN,
                pair[1],
                "1.25"));
        if (!existing) {
            readBack(name, copy);
        }
        delete();
    }

    private long plain(PlainCopy copy, Path source) throws IOException {
        Files.deleteIfExists(floor());
        return Measure.time(() -> copy.toOneFile(source, floor()));
    }

    private void readBack(String name, PlainCopy copy) throws IOException {
        Path out = directory.resolve("rdump");
        Measure[] pair = Measure.pair(scale.warmUps(), scale.repeats(), () -> Volumes.read(image(), copy::read), () -> {
            Files.createDirectory(out);
            long nanos = HostTool.nanos("debugfs", "-R", "rdump / " + out, image());
            HostTool.output("rm", "-r", out);
            return nanos;
        });
        rows.accept(Row.of("warm: read small files, " + name, pair[0], "debugfs rdump", pair[1], "0.33"));
    }

    private void withAttributes() throws IOException {
        PlainCopy copy = new PlainCopy();
        Measure[] pair = Measure.pair(
                scale.warmUps(),
                scale.repeats(),
                () -> Volumes.make(image(), scale.smallRoom(), root -> {
                    Losses losses = new Losses();
                    new AheadTree(new PathTree(sources.nested(), losses))
                            .walk(new BelowTopSink(new VolumeSink(root, false, losses)), Progress.silent());
                }),
                () -> plain(copy, sources.nested()));
        Volumes.check(image());
        rows.accept(Row.of(
                "warm: write small files, nested, with owners, modes, times, attributes", pair[0], PLAIN, pair[1], ""));
        delete();
    }

    private void large() throws IOException {
        PlainCopy copy = new PlainCopy();
        int warmUps = Math.min(2, scale.warmUps());
        int repeats = Math.min(5, scale.repeats());
        Path file = sources.large().resolve("large");
        Measure[] pair = Measure.pair(
                warmUps,
                repeats,
                () -> Volumes.make(image(), scale.largeRoom(), root -> copy.toTree(sources.large(), root)),
                () -> {
                    Files.deleteIfExists(floor());
                    return HostTool.nanos("dd", "if=" + file, "of=" + floor(), "bs=4M");
                });
        Volumes.check(image());
        rows.accept(Row.of("warm: write a large file", pair[0], "dd bs=4M", pair[1], "1.2"));
        Files.delete(floor());
        pair = Measure.pair(
                warmUps, repeats, () -> Volumes.read(image(), copy::read), () -> HostTool.nanos("cat", image()));
        checkBytes(copy, scale.largeBytes());
        rows.accept(Row.of("warm: read a large file", pair[0], "cat image", pair[1], "1.2"));
        delete();
    }

    private void empty() throws IOException {
        Path other = directory.resolve("other.img");
        Measure[] pair = Measure.pair(
                4 * scale.warmUps(),
                scale.repeats(),
                () -> Volumes.make(image(), scale.emptyBytes(), root -> {}),
                () -> {
                    Files.deleteIfExists(other);
                    return HostTool.nanos(
                            "mke2fs",
                            "-q",
                            "-t",
                            "ext4",
                            "-O",
                            Volumes.FEATURES,
                            other,
                            scale.emptyBytes() / 1024 + "k");
                });
        Volumes.check(image());
        rows.accept(Row.of("warm: make an empty file system", pair[0], "mke2fs", pair[1], "10 ms"));
        long ours = Volumes.allocated(image());
        long theirs = Volumes.allocated(other);
        rows.accept(new Row(
                "bytes that an empty file system takes",
                String.valueOf(ours),
                "mke2fs " + theirs,
                Row.ratio((double) ours / theirs),
                "1"));
        Files.delete(other);
        delete();
    }

    private void checkBytes(PlainCopy copy, long expected) throws IOException {
        Volumes.read(image(), root -> {
            long found = copy.read(root);
            if (found != expected) {
                throw new IOException("read " + found + " bytes, not " + expected);
            }
        });
    }

    private void delete() throws IOException {
        Files.deleteIfExists(image());
        Files.deleteIfExists(floor());
    }
}
