package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.medium.OverlayEntry;
import dev.diskless.overlay.OverlayLayers.Layer;
import dev.diskless.spi.OverlayReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process with a heap of 64 MiB as judge: 100,000 entries on each side, every twentieth different. */
class FlatMemoryTest {

    private static final int ENTRIES = 100_000;
    private static final int STEP = 20;

    @TempDir
    Path directory;

    @Test
    void aLargeComparisonFitsIntoASmallHeap() throws Exception {
        assertEquals(String.valueOf(ENTRIES / STEP), run("compare"));
    }

    @Test
    void aLargeJoinFitsIntoASmallHeap() throws Exception {
        assertEquals(String.valueOf(ENTRIES), run("join"));
    }

    private String run(String what) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path out = directory.resolve("out");
        Process process = new ProcessBuilder(
                        java.toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Work.class.getName(),
                        what)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertTrue(process.waitFor(120, TimeUnit.SECONDS));
        String text = Files.readString(out).strip();
        assertEquals(0, process.exitValue(), text);
        return text;
    }

    /** What the other process does. */
    static final class Work {

        private Work() {}

        /** Runs one of the two. */
        public static void main(String[] arguments) throws IOException {
            EntrySource left = () -> new Many(0);
            EntrySource right = () -> new Many(1);
            if (arguments[0].equals("compare")) {
                OverlayComparison comparison = OverlayComparison.between(left, right);
                System.out.println(
                        comparison.writeDiff(OutputStream.nullOutputStream()).size());
                return;
            }
            int count = 0;
            try (OverlayReader reader = OverlayLayers.of(new Layer("base", left), new Layer("host", right))
                    .join()
                    .entries()
                    .open()) {
                for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                    count++;
                }
            }
            System.out.println(count);
        }
    }

    /** Entries that are made when they are asked for, in no order. */
    private static final class Many implements OverlayReader {

        private final int side;
        private int next;

        Many(int side) {
            this.side = side;
        }

        @Override
        public Optional<OverlayEntry> next() {
            if (next == ENTRIES) {
                return Optional.empty();
            }
            int number = (int) ((long) next++ * 7919 % ENTRIES);
            boolean differs = number % STEP == 0;
            int time = differs ? side : 0;
            return Optional.of(OverlayEntry.file(
                    "etc/directory-" + number % 100 + "/a-file-of-usual-length-" + number,
                    0644,
                    Instant.ofEpochSecond(1_600_000_000L + number + time),
                    100));
        }

        @Override
        public InputStream content() {
            return InputStream.nullInputStream();
        }

        @Override
        public void close() {}
    }
}
