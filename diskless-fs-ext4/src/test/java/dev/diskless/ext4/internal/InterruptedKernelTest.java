package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.ImageFile;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.UnsupportedFeatureException;
import dev.diskless.medium.WritingOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Volumes that the kernel had in use when their image was copied, as after a power cut. */
@Tag("kernel-mount")
class InterruptedKernelTest {

    private static final WritingOptions REFUSING = WritingOptions.at(ForeignImage.NOW);
    private static final WritingOptions RECOVERING =
            new WritingOptions(java.time.InstantSource.fixed(ForeignImage.NOW), true);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "-t ext4, ''",
        "-t ext4 -b 1024, ''",
        "-t ext4 -O ^64bit -b 1024, data=journal",
        "-t ext4 -O ^metadata_csum, journal_checksum",
        "-t ext4 -O metadata_csum_seed -b 1024, 'journal_async_commit,data=writeback'",
        "-t ext4 -O ^64bit, ''"
    })
    void journalIsReplayedOnlyWhenAskedFor(String options, String mount) throws IOException {
        ForeignImage image = ForeignImage.make(folder, 40 << 20, options);
        Path dirty = folder.resolve("dirty.img");
        try (LoopMount mounted = LoopMount.writable(image.image(), folder.resolve("mnt"), mount)) {
            Path root = mounted.root();
            work(root, true);
            // Files without names, whose inodes the journal or the volume keeps in a list.
            Path gone = Files.write(root.resolve("gone"), Sample.noise(200_000, 1));
            Path cut = Files.write(root.resolve("gone-too"), Sample.noise(9_000, 1));
            try (var one = Files.newByteChannel(gone, StandardOpenOption.READ);
                    var two = Files.newByteChannel(cut, StandardOpenOption.READ)) {
                assertTrue(one.isOpen() && two.isOpen());
                Files.delete(gone);
                Files.delete(cut);
                RealTool.named("sync").run("-f", root).succeeded();
                Files.copy(image.image(), dirty);
            }
        }
        ForeignImage left = new ForeignImage(dirty);
        assertRefusedUntouched(InvalidRequestException.class, dirty, REFUSING);
        ForeignImage repaired = left.copy();
        assertTrue(RealTool.named("e2fsck").run("-fy", repaired.image()).status() < 4);
        Map<String, String> expected = repaired.read();
        try (ImageFile device = ImageFile.open(dirty);
                Volume volume = Volumes.openWritable(device, RECOVERING)) {
            TreeListing.assertSame(expected, TreeListing.of(volume), "as e2fsck leaves it");
        }
        Fsck.assertClean(dirty);
        TreeListing.assertSame(expected, left.read(), "closed");
        byte[] bytes = Files.readAllBytes(dirty);
        for (WritingOptions again : new WritingOptions[] {RECOVERING, REFUSING}) {
            try (ImageFile device = ImageFile.open(dirty)) {
                Volumes.openWritable(device, again).close();
            }
            assertArrayEquals(bytes, Files.readAllBytes(dirty));
        }
        left.apply(new TreeSteps().file("new", 3, 100_000).unlink("kept-1"));
        Fsck.assertClean(dirty);
        Map<String, String> seen = left.mount(
                        new TreeSteps().file("of-the-kernel", 4, 5000).list())
                .get(0);
        Fsck.assertClean(dirty);
        TreeListing.assertSame(seen, left.read(), "after the kernel");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-O ^has_journal,^64bit", "-O ^has_journal,^metadata_csum -b 1024", "-O ^has_journal -b 1024"})
    void countersOfAVolumeWithoutAJournalArePutRight(String options) throws IOException {
        ForeignImage image = ForeignImage.make(folder, 32 << 20, "-t ext4 " + options);
        Path dirty = folder.resolve("dirty.img");
        try (LoopMount mounted = LoopMount.writable(image.image(), folder.resolve("mnt"))) {
            work(mounted.root(), false);
            RealTool.named("sync").run("-f", mounted.root()).succeeded();
            Files.copy(image.image(), dirty);
        }
        assertRefusedUntouched(InvalidRequestException.class, dirty, REFUSING);
        ForeignImage left = new ForeignImage(dirty);
        ForeignImage repaired = left.copy();
        assertTrue(RealTool.named("e2fsck").run("-fy", repaired.image()).status() < 4);
        Map<String, String> expected = repaired.read();
        // What the kernel counts in memory only, and more than that.
        alter(dirty, Superblock.POSITION + Superblock.FREE_BLOCKS_COUNT, options.contains("metadata_csum"));
        try (ImageFile device = ImageFile.open(dirty)) {
            Volumes.openWritable(device, RECOVERING).close();
        }
        Fsck.assertClean(dirty);
        TreeListing.assertSame(expected, left.read(), "put right");
    }

    @Test
    void inodesInAnOrphanFileAreRefusedByName() throws IOException {
        ForeignImage image = ForeignImage.make(folder, 40 << 20, "-t ext4 -O orphan_file");
        Path dirty = folder.resolve("dirty.img");
        try (LoopMount mounted = LoopMount.writable(image.image(), folder.resolve("mnt"))) {
            work(mounted.root(), false);
            Files.copy(image.image(), dirty);
        }
        assertRefusedUntouched(InvalidRequestException.class, dirty, REFUSING);
        try (ImageFile device = ImageFile.open(dirty)) {
            UnsupportedFeatureException fault =
                    assertThrows(UnsupportedFeatureException.class, () -> Volumes.openWritable(device, RECOVERING));
            assertEquals("orphan_present", fault.detail().found());
        }
    }

    @Test
    void damagedVolumeInUseIsRefusedUntouched() throws IOException {
        ForeignImage image = ForeignImage.make(folder, 32 << 20, "-t ext4 -b 1024 -O ^has_journal,^metadata_csum");
        Path dirty = folder.resolve("dirty.img");
        try (LoopMount mounted = LoopMount.writable(image.image(), folder.resolve("mnt"))) {
            work(mounted.root(), false);
            RealTool.named("sync").run("-f", mounted.root()).succeeded();
            Files.copy(image.image(), dirty);
        }
        for (String command :
                new String[] {"sif kept-2 block[5] 0x7ff0000a", "sif kept-2 links_count 9999\nclri kept-3"}) {
            Path damaged = new ForeignImage(dirty).copy().image();
            Path script = Files.writeString(folder.resolve("script"), command + "\n");
            RealTool.named("debugfs").run("-w", "-f", script, damaged).succeeded();
            setInUse(damaged);
            assertRefusedUntouched(CorruptInputException.class, damaged, RECOVERING);
        }
    }

    private static void setInUse(Path image) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(Superblock.POSITION + Superblock.STATE);
            file.write(0);
        }
    }

    private static void alter(Path image, long position, boolean isFree) throws IOException {
        if (isFree) {
            try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                file.seek(position);
                int old = file.read();
                file.seek(position);
                file.write(old ^ 5);
            }
        }
    }

    /** Enough to go through the journal, with blocks that are deleted and used again. */
    private static void work(Path root, boolean withJournal) throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 10; i++) {
            Files.write(root.resolve("kept-" + i), Sample.noise(20_000 + i, i));
        }
        for (int round = 0; round < (withJournal ? 8 : 3); round++) {
            Path many = Files.createDirectories(root.resolve("round-" + round));
            for (int i = 0; i < 100; i++) {
                Files.write(many.resolve("a-file-with-a-name-" + i), Sample.noise(random.nextInt(5000), i));
            }
            RealTool.named("sync").run("-f", root).succeeded();
            if (round > 1) {
                RealTool.named("rm")
                        .run("-r", root.resolve("round-" + (round - 2)))
                        .succeeded();
                RealTool.named("sync").run("-f", root).succeeded();
            }
        }
    }

    private static void assertRefusedUntouched(Class<? extends IOException> type, Path image, WritingOptions options)
            throws IOException {
        byte[] before = Files.readAllBytes(image);
        try (ImageFile device = ImageFile.open(image)) {
            assertThrows(type, () -> Volumes.openWritable(device, options));
        }
        assertArrayEquals(before, Files.readAllBytes(image));
        assertFalse(before.length == 0);
        assertEquals(before.length, Files.size(image));
    }
}
