package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.progress.Progress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken over from an earlier overlay gives the bytes of a full build, or is not taken over. */
class PackIndexTest {

    @TempDir(factory = MemoryFolder.class)
    Path directory;

    private Path root;
    private Path earlier;
    private Path later;
    private Path full;
    private PackIndex index;
    private Path indexFile;

    @BeforeEach
    void makePlaces() throws IOException {
        root = Files.createDirectory(directory.resolve("root"));
        earlier = directory.resolve("earlier.tar.gz");
        later = directory.resolve("later.tar.gz");
        full = directory.resolve("full.tar.gz");
        indexFile = directory.resolve("index");
        index = PackIndex.at(indexFile);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void changesGiveTheBytesOfAFullBuild(long seed) throws IOException {
        HostTree tree = new HostTree(root, seed, 150);
        PackedOverlay overlay = tree.pack(2, earlier);
        for (int round = 0; round < 4; round++) {
            index.write(overlay);
            for (int i = 0; i <= round; i++) {
                tree.change();
            }
            overlay = again(tree, OverlayPacker.of(new ApkovlFormat()).withThreads(1 + round % 3));
            assertTrue(overlay.takenOverBytes() > 0);
            verify(overlay, Files.readAllBytes(later));
            Files.copy(later, earlier, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        RealTool.named("gzip").run("-t", later).succeeded();
    }

    @Test
    void nothingChangedTakesEverythingOver() throws IOException {
        HostTree tree = new HostTree(root, 11, 150);
        index.write(tree.pack(2, earlier));
        PackedOverlay overlay = again(tree, OverlayPacker.of(new ApkovlFormat()));
        assertEquals(overlay.bytes() - 18, overlay.takenOverBytes());
    }

    @Test
    void oneSmallFileCostsFewStretches() throws IOException {
        HostTree tree = new HostTree(root, 12, 400);
        index.write(tree.pack(2, earlier));
        Files.writeString(root.resolve("etc/5/new"), "small");
        PackedOverlay overlay = again(tree, OverlayPacker.of(new ApkovlFormat()));
        assertTrue(
                overlay.takenOverBytes() > overlay.bytes() * 3 / 4,
                () -> overlay.takenOverBytes() + " of " + overlay.bytes());
    }

    @Test
    void aFileThatWasJustWrittenIsReadAgain() throws IOException {
        HostTree tree = new HostTree(root, 13, 60);
        InstantSource clock = () -> FileFacts.changed(root.resolve("etc/mapped"));
        try (MappedFile file = new MappedFile(root.resolve("etc/mapped"))) {
            OverlayPacker packer = OverlayPacker.of(new ApkovlFormat());
            index.write(packer.pack(tree.capture(clock), Files.newOutputStream(earlier), Progress.silent()));
            PackedOverlay unchanged = again(tree, packer);
            // It was read, and found to be the same.
            assertEquals(unchanged.bytes() - 18, unchanged.takenOverBytes());
            file.changeWithoutATrace();
            again(tree, packer);
        }
    }

    @Test
    void contentCheckSeesWhatNothingElseShows() throws IOException {
        HostTree tree = new HostTree(root, 14, 60);
        try (MappedFile file = new MappedFile(root.resolve("etc/mapped"))) {
            index.write(tree.pack(2, earlier));
            PackedOverlay unchanged =
                    again(tree, OverlayPacker.of(new ApkovlFormat()).withContentCheck());
            assertEquals(unchanged.bytes() - 18, unchanged.takenOverBytes());
            file.changeWithoutATrace();
            again(tree, OverlayPacker.of(new ApkovlFormat()).withContentCheck());
            PackedOverlay blind = OverlayPacker.of(new ApkovlFormat())
                    .pack(
                            tree.capture(HostTree.LATER),
                            index,
                            () -> Files.newInputStream(earlier),
                            Files.newOutputStream(later),
                            Progress.silent());
            assertEquals(blind.bytes() - 18, blind.takenOverBytes());
        }
    }

    @Test
    void filesThatOnlyMovedToOtherInodesAreReadAndTakenOver() throws IOException {
        HostTree tree = new HostTree(root, 15, 60);
        index.write(tree.pack(2, earlier));
        Path copy = directory.resolve("copy");
        RealTool.named("cp").run("-a", root, copy).succeeded();
        RootCapture capture = RootCapture.of(copy, HostTree.names(copy), HostTree.LATER);
        PackedOverlay overlay = OverlayPacker.of(new ApkovlFormat())
                .pack(
                        capture,
                        index,
                        () -> Files.newInputStream(earlier),
                        Files.newOutputStream(later),
                        Progress.silent());
        assertEquals(-1, Files.mismatch(earlier, later));
        assertEquals(overlay.bytes() - 18, overlay.takenOverBytes());
    }

    @Test
    void damagedIndexIsNoIndex() throws IOException {
        HostTree tree = new HostTree(root, 16, 60);
        index.write(tree.pack(2, earlier));
        byte[] sound = Files.readAllBytes(indexFile);
        Random random = new Random(16);
        for (int i = 0; i < 6; i++) {
            byte[] damaged = sound.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(indexFile, i % 3 == 0 ? Arrays.copyOf(sound, random.nextInt(sound.length)) : damaged);
            assertEquals(0, again(tree, OverlayPacker.of(new ApkovlFormat())).takenOverBytes());
        }
        Files.delete(indexFile);
        assertEquals(0, again(tree, OverlayPacker.of(new ApkovlFormat())).takenOverBytes());
    }

    @Test
    void indexOfAnotherLevelIsNoIndex() throws IOException {
        HostTree tree = new HostTree(root, 17, 30);
        index.write(OverlayPacker.of(new ApkovlFormat().level(9))
                .pack(tree.capture(HostTree.LATER), Files.newOutputStream(earlier), Progress.silent()));
        assertEquals(0, again(tree, OverlayPacker.of(new ApkovlFormat())).takenOverBytes());
    }

    @Test
    void whatTheEarlierOverlayLostIsPackedAnew() throws IOException {
        HostTree tree = new HostTree(root, 18, 100);
        index.write(tree.pack(2, earlier));
        byte[] sound = Files.readAllBytes(earlier);
        Random random = new Random(18);
        for (int i = 0; i < 6; i++) {
            byte[] damaged = sound.clone();
            damaged[random.nextInt(damaged.length)] ^= 1;
            Files.write(earlier, i % 2 == 0 ? Arrays.copyOf(sound, random.nextInt(sound.length)) : damaged);
            again(tree, OverlayPacker.of(new ApkovlFormat()));
        }
        Files.delete(earlier);
        assertEquals(0, again(tree, OverlayPacker.of(new ApkovlFormat())).takenOverBytes());
    }

    @Test
    void overlayOfAnotherTreeIsNotTakenOver() throws IOException {
        HostTree tree = new HostTree(root, 19, 60);
        index.write(tree.pack(2, earlier));
        new HostTree(Files.createDirectory(directory.resolve("other")), 20, 60).pack(2, earlier);
        assertEquals(0, again(tree, OverlayPacker.of(new ApkovlFormat())).takenOverBytes());
    }

    @Test
    void readingBackFindsEveryDamage() throws IOException {
        HostTree tree = new HostTree(root, 21, 60);
        PackedOverlay fresh = tree.pack(2, earlier);
        index.write(fresh);
        byte[] written = Files.readAllBytes(earlier);
        verify(fresh, written);
        Files.writeString(root.resolve("etc/0/new"), "small");
        PackedOverlay mixed = again(tree, OverlayPacker.of(new ApkovlFormat()));
        byte[] mixedBytes = Files.readAllBytes(later);
        verify(mixed, mixedBytes);
        assertNotEquals(0, mixed.takenOverBytes());
        Random random = new Random(21);
        for (int i = 0; i < 60; i++) {
            byte[] damaged = (i % 2 == 0 ? written : mixedBytes).clone();
            damaged[i < 20 ? i : random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            damaged(i % 2 == 0 ? fresh : mixed, damaged);
        }
        damaged(fresh, Arrays.copyOf(written, written.length - 1));
        damaged(fresh, Arrays.copyOf(written, written.length / 2));
        damaged(fresh, Arrays.copyOf(written, written.length + 1));
        damaged(fresh, mixedBytes);
    }

    private static void damaged(PackedOverlay overlay, byte[] bytes) {
        assertThrows(CorruptInputException.class, () -> verify(overlay, bytes));
    }

    private static void verify(PackedOverlay overlay, byte[] bytes) throws IOException {
        try (InputStream in = new ByteArrayInputStream(bytes)) {
            overlay.verify(in, "overlay", Progress.silent());
        }
    }

    /** Packs with the index, and from nothing, and compares. */
    private PackedOverlay again(HostTree tree, OverlayPacker packer) throws IOException {
        PackedOverlay overlay = packer.pack(
                tree.capture(HostTree.LATER),
                index,
                () -> Files.newInputStream(earlier),
                Files.newOutputStream(later),
                Progress.silent());
        tree.pack(2, full);
        assertEquals(-1, Files.mismatch(full, later));
        assertEquals(Files.size(later), overlay.bytes());
        return overlay;
    }
}
