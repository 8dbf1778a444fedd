package dev.diskless.examples.bench;

import dev.diskless.medium.NameBytes;
import dev.diskless.overlay.ApkovlFormat;
import dev.diskless.overlay.OverlayPacker;
import dev.diskless.overlay.PackIndex;
import dev.diskless.overlay.PackedOverlay;
import dev.diskless.overlay.RootCapture;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Measures how overlays are packed in a JVM that has done it before. */
record OverlayCases(Path directory, Scale scale, Consumer<Row> rows) {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    void run() throws IOException {
        // 1 GiB of the scale becomes what overlays are measured with.
        long bytes = scale.largeBytes() / (1 << 30) * 200_000_000 + scale.largeBytes() % (1 << 30) / 5;
        run("files of all sizes", OverlaySource.mixed(directory.resolve("mixed"), bytes), "1.03");
        run("tiny files", OverlaySource.tiny(directory.resolve("tiny"), scale.files() * 3 / 2), "1.10");
        run("one file", OverlaySource.single(directory.resolve("single"), bytes), "1.03");
    }

    private void run(String what, Path root, String sizeTarget) throws IOException {
        int warmUps = Math.min(1, scale.warmUps());
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
        HostTool.output("gzip", "-t", overlay());
    }

    private static long shell(String line) throws IOException {
        return HostTool.nanos("sh", "-c", line);
    }

    private Path overlay() {
        return directory.resolve("overlay.tar.gz");
    }

    private PackIndex index() {
        return PackIndex.at(directory.resolve("overlay.index"));
    }

    private static OverlayPacker packer() {
        return OverlayPacker.of(new ApkovlFormat());
    }

    private static RootCapture capture(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            List<String> names = tree.filter(path -> !path.equals(root))
                    .map(path -> root.relativize(path).toString())
                    .sorted(NameBytes.ORDER)
                    .toList();
            return RootCapture.of(root, names, InstantSource.system());
        }
    }

    private long packing(Path root) throws IOException {
        RootCapture capture = capture(root);
        return Measure.time(() -> packer().pack(capture, Files.newOutputStream(overlay()), Progress.silent()));
    }

    private long firstCommit(Path root) throws IOException {
        return Measure.time(() -> {
            try (FileChannel channel = created(overlay())) {
                PackedOverlay packed = packer().pack(capture(root), new Forced(channel), Progress.silent());
                readBack(packed, overlay());
                index().write(packed);
            }
        });
    }

    // The change is not timed.
    private long laterCommit(Path root) throws IOException {
        Path file = root.resolve("etc/directory-000000/changed");
        Files.writeString(file, "changed at " + System.nanoTime() + "\n");
        Path fresh = directory.resolve("fresh.tar.gz");
        long nanos = Measure.time(() -> {
            try (FileChannel channel = created(fresh)) {
                PackedOverlay packed = packer().pack(
                                capture(root),
                                index(),
                                () -> Files.newInputStream(overlay()),
                                new Forced(channel),
                                Progress.silent());
                readBack(packed, fresh);
                index().write(packed);
            }
        });
        Files.move(fresh, overlay(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        return nanos;
    }

    private static FileChannel created(Path file) throws IOException {
        return FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    private static void readBack(PackedOverlay packed, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            packed.verify(in, file.toString(), Progress.silent());
        }
    }

    /** A target that is on stable storage when it was closed. */
    private static final class Forced extends OutputStream {

        private final FileChannel channel;
        private final OutputStream out;

        Forced(FileChannel channel) {
            this.channel = channel;
            this.out = Channels.newOutputStream(channel);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            out.write(b, off, len);
        }

        @Override
        public void close() throws IOException {
            if (channel.isOpen()) {
                channel.force(true);
                channel.close();
            }
        }
    }
}
