package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large overlays, in a JVM with a heap of 64 MiB, as a process of its own. */
class PackCampaignTest {

    @TempDir
    Path directory;

    /** Packs, reads back, changes one file, packs again and reads back; what the process does. */
    static final class Program {

        private Program() {}

        public static void main(String[] arguments) throws IOException {
            Path root = Path.of(arguments[0]);
            Path overlay = Path.of(arguments[1]);
            Path later = Path.of(arguments[2]);
            PackIndex index = PackIndex.at(Path.of(arguments[3]));
            OverlayPacker packer = OverlayPacker.of(new ApkovlFormat());
            PackedOverlay first = packer.pack(
                    RootCapture.of(root, HostTree.names(root), HostTree.LATER),
                    Files.newOutputStream(overlay),
                    Progress.silent());
            readBack(first, overlay);
            index.write(first);
            Files.writeString(root.resolve("etc/changed"), "changed");
            PackedOverlay second = packer.pack(
                    RootCapture.of(root, HostTree.names(root), HostTree.LATER),
                    index,
                    () -> Files.newInputStream(overlay),
                    Files.newOutputStream(later),
                    Progress.silent());
            readBack(second, later);
            System.out.println(second.takenOverBytes() * 100 / second.bytes());
        }

        private static void readBack(PackedOverlay packed, Path file) throws IOException {
            try (InputStream in = Files.newInputStream(file)) {
                packed.verify(in, file.toString(), Progress.silent());
            }
        }
    }

    @Test
    void manyFilesAndALargeOneFitASmallHeap() throws IOException {
        fill(3000, 200L << 20);
        packInASmallHeap();
    }

    @Test
    @Tag("campaign")
    void tenGigabytesFitASmallHeap() throws IOException {
        fill(30_000, 10L << 30);
        packInASmallHeap();
    }

    @Test
    @Tag("campaign")
    void aSparseFileOfFiveGigabytesIsWholeInTheOverlay() throws IOException {
        fill(1, 5L << 30);
        packInASmallHeap();
        Path out = Files.createDirectory(directory.resolve("out"));
        RealTool.named("tar")
                .run("-xzf", directory.resolve("overlay.gz"), "-C", out, "etc/large")
                .succeeded();
        RealTool.named("cmp")
                .run(out.resolve("etc/large"), directory.resolve("root/etc/large"))
                .succeeded();
    }

    private void packInASmallHeap() {
        List<Object> line = List.of(
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                directory.resolve("root"),
                directory.resolve("overlay.gz"),
                directory.resolve("later.gz"),
                directory.resolve("index"));
        RealTool.Outcome outcome = RealTool.named("java").run(line.toArray()).succeeded();
        assertEquals("", outcome.err());
        assertTrue(Integer.parseInt(outcome.out().strip()) >= 90, outcome::out);
        RealTool.named("gzip").run("-t", directory.resolve("later.gz")).succeeded();
    }

    private void fill(int files, long large) throws IOException {
        Random random = new Random(1);
        Path etc = Files.createDirectories(directory.resolve("root/etc"));
        for (int i = 0; i < files; i++) {
            byte[] content = new byte[random.nextInt(6000)];
            random.nextBytes(content);
            Files.write(etc.resolve("file-" + i), content);
        }
        try (FileChannel channel =
                FileChannel.open(etc.resolve("large"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] content = new byte[1 << 20];
            random.nextBytes(content);
            // The rest is holes.
            for (long at = 0; at < large; at += 1L << 30) {
                channel.write(ByteBuffer.wrap(content), at);
            }
            channel.write(ByteBuffer.wrap(new byte[1]), large - 1);
        }
    }
}
