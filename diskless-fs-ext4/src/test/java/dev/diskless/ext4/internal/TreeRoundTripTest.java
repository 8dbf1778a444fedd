package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.ImageFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tree of all kinds of objects, judged by the real tools and by the kernel. */
class TreeRoundTripTest {

    private static final long SMALL = 200L << 20;
    private static final long LARGE = 1L << 30;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {SMALL, LARGE})
    void checkerFindsNothingWrong(long size) throws IOException {
        Path image = folder.resolve("a.img");
        ModelTree.make(image, size);
        Fsck.assertClean(image);
    }

    @ParameterizedTest
    @ValueSource(longs = {SMALL, LARGE})
    void everythingReadsBackAsItWasWritten(long size) throws IOException {
        Path image = folder.resolve("a.img");
        ModelTree tree = ModelTree.make(image, size);
        try (ImageFile device = ImageFile.openReadOnly(image);
                Volume volume = Volumes.open(device)) {
            assertFalse(volume.isWritable());
            for (Map.Entry<String, ModelTree.Node> entry : tree.nodes().entrySet()) {
                tree.assertSame(volume, entry.getKey(), entry.getValue());
            }
        }
    }

    @Test
    void sameCallsGiveSameBytes() throws IOException {
        ModelTree.make(folder.resolve("a.img"), SMALL);
        ModelTree.make(folder.resolve("b.img"), SMALL);
        assertEquals(-1, Files.mismatch(folder.resolve("a.img"), folder.resolve("b.img")));
    }

    @ParameterizedTest
    @ValueSource(longs = {SMALL, LARGE})
    void debugfsDumpsTheSameTree(long size) throws IOException {
        Path image = folder.resolve("a.img");
        ModelTree tree = ModelTree.make(image, size);
        Path out = Files.createDirectory(folder.resolve("out"));
        RealTool.named("debugfs").run("-R", "rdump / " + out, image).succeeded();
        assertHostTree(tree, out, false);
    }

    @Test
    void debugfsShowsNanosecondsAndLateYears() throws IOException {
        Path image = folder.resolve("a.img");
        try (ImageFile device = ImageFile.create(image, 1 << 20)) {
            Volume volume = Sample.format(device);
            long file = Sample.file(volume, Volume.ROOT, "f", new byte[0]);
            Instant late = Instant.parse("2040-01-01T00:00:00.123456789Z");
            volume.change(
                    file, new InodeChange(04711, 70_000L, 80_000L, Instant.parse("1960-01-01T00:00:00Z"), late, null));
            volume.close();
        }
        Fsck.assertClean(image);
        String stat = RealTool.named("debugfs")
                .run("-R", "stat /f", image)
                .succeeded()
                .out();
        assertEquals(true, stat.contains("mtime: 0x83aa7e80:1d6f3455"), stat);
        assertEquals(true, stat.contains("atime: 0xed300880:00000000"), stat);
        assertEquals(true, stat.contains("Mode:  04711"), stat);
        assertEquals(true, stat.contains("User: 70000   Group: 80000"), stat);
    }

    @ParameterizedTest
    @ValueSource(longs = {SMALL, LARGE})
    @Tag("kernel-mount")
    void kernelReadsTheSameTree(long size) throws IOException {
        Path image = folder.resolve("a.img");
        ModelTree tree = ModelTree.make(image, size);
        try (LoopMount mount = LoopMount.readOnly(image, folder.resolve("mnt"))) {
            assertHostTree(tree, mount.root(), true);
        }
    }

    private static void assertHostTree(ModelTree tree, Path root, boolean complete) throws IOException {
        for (Map.Entry<String, ModelTree.Node> entry : tree.nodes().entrySet()) {
            Path path = root.resolve(entry.getKey());
            ModelTree.Node node = entry.getValue();
            boolean isSpecial =
                    node.type() != Sample.FILE && node.type() != Sample.DIRECTORY && node.type() != Sample.LINK;
            if (isSpecial && !complete) {
                continue;
            }
            Map<String, Object> facts = Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS);
            if (node.type() == Sample.LINK) {
                assertArrayEquals(
                        node.content(),
                        Sample.bytes(Files.readSymbolicLink(path).toString()),
                        entry.getKey());
            } else {
                assertEquals(node.mode(), facts.get("mode"), entry.getKey());
                assertEquals(
                        node.modified(),
                        withPrecision((FileTime) facts.get("lastModifiedTime"), complete, node),
                        entry.getKey());
            }
            // debugfs does not restore the owners of symbolic links.
            if (complete || node.type() != Sample.LINK) {
                assertEquals((int) node.uid(), facts.get("uid"), entry.getKey());
                assertEquals((int) node.gid(), facts.get("gid"), entry.getKey());
            }
            if (node.type() == Sample.FILE) {
                assertContent(node, path);
            }
            if (complete) {
                assertEquals(node.links(tree), facts.get("nlink"), entry.getKey());
                assertEquals(node.rdev(), facts.get("rdev"), entry.getKey());
            }
        }
    }

    /** debugfs restores whole seconds only. */
    private static Instant withPrecision(FileTime time, boolean exact, ModelTree.Node node) {
        return exact
                ? time.toInstant()
                : time.toInstant().plusNanos(node.modified().getNano());
    }

    private static void assertContent(ModelTree.Node node, Path path) {
        try (var channel = Files.newByteChannel(path)) {
            assertEquals(node.size(), channel.size(), path.toString());
            ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
            long at = 0;
            while (channel.read(buffer) >= 0) {
                if (!buffer.hasRemaining() || at + buffer.position() == node.size()) {
                    byte[] found = Arrays.copyOf(buffer.array(), buffer.position());
                    assertArrayEquals(node.bytes(at, found.length), found, path.toString());
                    at += found.length;
                    buffer.clear();
                }
            }
            assertEquals(node.size(), at, path.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
