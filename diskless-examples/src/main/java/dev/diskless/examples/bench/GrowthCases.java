package dev.diskless.examples.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Measures whether twice the work takes twice the time. */
record GrowthCases(Path directory, Scale scale, Consumer<Row> rows) {

    private static final int FILE_BYTES = 1000;
    private static final int PER_DIRECTORY = 100;
    private static final long ROOM_FOR_FILE = 4096 + 2 * 256;
    private static final long LEAST_ROOM = 64 << 20;
    private static final int LARGE = 50_000;

    private interface Work {
        void make(Path root, int count) throws IOException;
    }

    void run() throws IOException {
        growth("files in directories of " + PER_DIRECTORY, scale.counts(), GrowthCases::files);
        growth("entries in one directory", scale.entries(), GrowthCases::entries);
    }

    private void growth(String what, List<Integer> counts, Work work) throws IOException {
        Path image = directory.resolve("growth.img");
        List<String> each = new ArrayList<>();
        double first = 0;
        double last = 0;
        for (int count : counts) {
            // With room for inodes: there is one for 16 KiB, when nothing else is said.
            long room = Math.max(LEAST_ROOM, count * Math.max(ROOM_FOR_FILE, 17_000) / 4096 * 4096);
            boolean large = count > LARGE;
            Measure base = Measure.once(
                    large ? 0 : scale.warmUps(),
                    large ? 1 : scale.repeats(),
                    () -> Measure.cpu(() -> Volumes.make(image, room, root -> {})));
            Measure all = Measure.once(
                    large ? Math.min(1, scale.warmUps()) : scale.warmUps(),
                    large ? Math.min(2, scale.repeats()) : scale.repeats(),
                    () -> Measure.cpu(() -> Volumes.make(image, room, root -> work.make(root, count))));
            Volumes.check(image);
            Files.delete(image);
            last = Math.max(0, all.min() - base.min()) / 1e3 / count;
            first = each.isEmpty() ? last : first;
            each.add(String.format(Locale.ROOT, "%,d: %.1f µs", count, last));
        }
        rows.accept(new Row(
                "growth: " + what + ", CPU time for each",
                String.join("; ", each),
                "the fewest",
                first == 0 ? "" : Row.ratio(last / first),
                "about 1"));
    }

    private static void files(Path root, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(FILE_BYTES);
        Path below = root;
        for (int i = 0; i < count; i++) {
            if (i % PER_DIRECTORY == 0) {
                below = Files.createDirectory(root.resolve(Sources.name("directory", i / PER_DIRECTORY)));
            }
            try (SeekableByteChannel out = Files.newByteChannel(
                    below.resolve(Sources.name("file", i)), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                out.write(bytes.clear());
            }
        }
    }

    private static void entries(Path root, int count) throws IOException {
        Path below = Files.createDirectory(root.resolve("directory"));
        for (int i = 0; i < count; i++) {
            Files.createFile(below.resolve(Sources.name("entry", i)));
        }
    }
}
