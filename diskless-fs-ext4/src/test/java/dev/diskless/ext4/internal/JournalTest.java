package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.ImageFile;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.UnsupportedFeatureException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A volume that was not unmounted must be read as the real checker leaves it after it replayed the journal. */
class JournalTest {

    private static final byte[] MAGIC = {(byte) 0xC0, 0x3B, 0x39, (byte) 0x98};

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "-t ext4, ''",
        "-t ext4 -b 1024, ''",
        "-t ext4 -O ^64bit, ''",
        "-t ext4 -O ^metadata_csum, ''",
        "-t ext4 -O ^metadata_csum, journal_checksum",
        "-t ext4 -O ^metadata_csum, 'journal_async_commit,data=writeback'",
        "-t ext4, 'journal_async_commit,data=writeback'",
        "-t ext4 -b 1024, data=journal",
        "-t ext4 -O metadata_csum_seed, data=journal",
        "-t ext3, data=journal",
        "-t ext3 -b 1024, ''"
    })
    @Tag("kernel-mount")
    void whatTheKernelLeftInTheJournalIsSeen(String options, String mount) throws IOException {
        Path image = makeImage(options);
        Path dirty = folder.resolve("dirty.img");
        Random random = new Random(7);
        try (LoopMount mounted = LoopMount.writable(image, folder.resolve("mnt"), mount)) {
            Path root = mounted.root();
            // More than once through a small journal; what is deleted is revoked, and its blocks are used again.
            for (int round = 0; round < 12; round++) {
                Path many = Files.createDirectories(root.resolve("round-" + round));
                for (int i = 0; i < 150; i++) {
                    byte[] content = Sample.noise(random.nextInt(6000), i);
                    if (content.length > 4 && i % 3 == 0) {
                        System.arraycopy(MAGIC, 0, content, 0, 4);
                    }
                    Files.write(many.resolve("a-file-with-a-name-" + i), content);
                }
                RealTool.named("sync").run("-f", root).succeeded();
                if (round > 1) {
                    RealTool.named("rm")
                            .run("-r", root.resolve("round-" + (round - 2)))
                            .succeeded();
                    RealTool.named("sync").run("-f", root).succeeded();
                }
            }
            Files.copy(image, dirty);
        }
        assertTrue(isDirty(dirty));
        assertReadAsRepaired(dirty);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jo", "jo -c -v 1", "jo -c -v 2", "jo -c -v 3"})
    void transactionsOfDebugfsAreSeen(String open) throws IOException {
        for (String options : List.of("-t ext4 -O ^64bit,^metadata_csum", "-t ext4 -O 64bit -b 1024")) {
            Path image = makeImage(options);
            byte[] content = fill(image, open);
            try (ImageFile device = ImageFile.openReadOnly(image);
                    Volume volume = Volumes.open(device)) {
                assertArrayEquals(
                        content, Arrays.copyOf(Sample.content(volume, Sample.resolve(volume, "file")), content.length));
                assertFalse(volume.describe().clean());
            }
            assertReadAsRepaired(image);
            Files.delete(image);
        }
    }

    @Test
    void revokedBlockIsNotTakenFromTheJournal() throws IOException {
        Path image = makeImage("-t ext4");
        byte[] before = content(image);
        long block = blocks(image)[0];
        Path value = Files.write(folder.resolve("value"), Sample.noise(4096, 77));
        debugfs(image, "jo -c", "jw -b " + block + " " + value, "jw -r " + block, "jc");
        assertTrue(isDirty(image));
        assertArrayEquals(before, content(image));
        assertReadAsRepaired(image);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 7, 8})
    void transactionThatWasInterruptedIsLeftOut(int lost) throws IOException {
        Path image = makeImage("-t ext4");
        fill(image, "jo -c");
        // The second transaction: a descriptor, two blocks and the commit.
        write(image, journal(image) + lost * 4096L, new byte[(8 - lost + 1) * 4096]);
        assertArrayEquals(Sample.noise(8192, 98), content(image));
        assertReadAsRepaired(image);
    }

    @Test
    void tornDescriptorOfATransactionWithoutAnEndIsLeftOut() throws IOException {
        Path image = makeImage("-t ext4");
        fill(image, "jo -c");
        write(image, journal(image) + 5 * 4096L + 512, new byte[4096 - 512]);
        write(image, journal(image) + 8 * 4096L, new byte[4096]);
        assertArrayEquals(Sample.noise(8192, 98), content(image));
    }

    @Test
    void damagedBlockInTheJournalIsFound() throws IOException {
        assertFoundInJournal(2);
    }

    @Test
    void damagedDescriptorOfACompletedTransactionIsFound() throws IOException {
        assertFoundInJournal(1);
    }

    @Test
    void damagedSuperblockOfTheJournalIsFound() throws IOException {
        assertFoundInJournal(0);
    }

    @ParameterizedTest
    @CsvSource({"0x0C, 8192", "0x10, 100000", "0x14, 0", "0x14, 50000", "0x1C, 100000"})
    void impossibleJournalIsFound(String field, int value) throws IOException {
        Path image = makeImage("-t ext4 -O ^metadata_csum");
        fill(image, "jo");
        long journal = journal(image);
        byte[] bytes = new byte[4];
        LittleEndian.put32(bytes, 0, Integer.reverseBytes(value));
        write(image, journal + Integer.decode(field), bytes);
        assertRefused(CorruptInputException.class, image);
    }

    @Test
    void unknownFeatureOfTheJournalIsRefused() throws IOException {
        Path image = makeImage("-t ext4 -O ^metadata_csum");
        fill(image, "jo");
        write(image, journal(image) + 0x28, new byte[] {0, 0, 1, 0});
        assertRefused(UnsupportedFeatureException.class, image);
    }

    @Test
    void externalJournalIsRefusedByNameIfItIsNeeded() throws IOException {
        Path image = makeImage("-t ext4 -O ^metadata_csum");
        write(image, Superblock.POSITION + Superblock.JOURNAL_INODE, new byte[4]);
        try (ImageFile device = ImageFile.openReadOnly(image)) {
            Volumes.open(device).close();
        }
        byte[] incompatible = read(image, Superblock.POSITION + Superblock.INCOMPATIBLE, 4);
        incompatible[0] |= Features.RECOVER;
        write(image, Superblock.POSITION + Superblock.INCOMPATIBLE, incompatible);
        assertEquals(
                "an external journal",
                assertRefused(UnsupportedFeatureException.class, image).detail().found());
    }

    @Test
    @Tag("kernel-mount")
    void fastCommitsAreRefusedByName() throws IOException {
        Path image = makeImage("-t ext4 -O fast_commit");
        Path dirty = folder.resolve("dirty.img");
        try (LoopMount mounted = LoopMount.writable(image, folder.resolve("mnt"))) {
            Path file = Files.write(mounted.root().resolve("first"), new byte[5000]);
            RealTool.named("sync").run("-f", mounted.root()).succeeded();
            Files.write(file, new byte[9000]);
            RealTool.named("sync").run(file).succeeded();
            Files.copy(image, dirty);
        }
        assertTrue(isDirty(dirty));
        assertEquals(
                "fast_commit",
                assertRefused(UnsupportedFeatureException.class, dirty).detail().found());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t ext4", "-t ext4 -O ^metadata_csum"})
    void randomBytesInTheJournalEndInAFaultOrAWalk(String options) throws IOException {
        Path image = makeImage(options);
        fill(image, options.endsWith("csum") ? "jo" : "jo -c");
        long journal = journal(image);
        byte[] healthy = read(image, journal, 8 * 4096);
        Random random = new Random(3);
        for (int round = 0; round < 400; round++) {
            byte[] bytes = healthy.clone();
            for (int i = 0; i <= random.nextInt(3); i++) {
                bytes[random.nextInt(8) * 4096 + random.nextInt(100)] = (byte) random.nextInt(256);
            }
            write(image, journal, bytes);
            try (ImageFile device = ImageFile.openReadOnly(image);
                    Volume volume = Volumes.open(device)) {
                TreeDigest.of(volume);
            } catch (IOException expected) {
                // A damaged journal may be refused at once.
            }
        }
    }

    private void assertFoundInJournal(long block) throws IOException {
        Path image = makeImage("-t ext4");
        fill(image, "jo -c");
        long place = journal(image) + block * 4096 + 1000;
        byte[] bytes = read(image, place, 1);
        bytes[0] ^= 1;
        write(image, place, bytes);
        assertRefused(CorruptInputException.class, image);
    }

    private static <T extends IOException> T assertRefused(Class<T> type, Path image) throws IOException {
        try (ImageFile device = ImageFile.openReadOnly(image)) {
            return assertThrows(type, () -> Volumes.open(device));
        }
    }

    /** Puts new content of the file into the journal, in several transactions; gives the newest. */
    private byte[] fill(Path image, String open) throws IOException {
        byte[] before = content(image);
        long[] blocks = blocks(image);
        int blockSize = before.length / blocks.length;
        byte[] content = Sample.noise(before.length, 99);
        System.arraycopy(MAGIC, 0, content, blockSize, 4);
        String all = Arrays.stream(blocks).mapToObj(Long::toString).collect(Collectors.joining(","));
        Path old = Files.write(folder.resolve("old"), Sample.noise(before.length, 98));
        Path value = Files.write(folder.resolve("value"), content);
        debugfs(image, open, "jw -b " + all + " " + old, "jw -b " + all + " " + value, "jc");
        assertTrue(isDirty(image));
        assertNotEquals(0, blocks.length);
        return content;
    }

    private void assertReadAsRepaired(Path image) throws IOException {
        Path repaired = folder.resolve("repaired.img");
        Files.copy(image, repaired, StandardCopyOption.REPLACE_EXISTING);
        RealTool.Outcome outcome = RealTool.named("e2fsck").run("-fy", repaired);
        assertTrue(outcome.status() < 4, outcome.out() + outcome.err());
        try (ImageFile one = ImageFile.openReadOnly(image);
                ImageFile other = ImageFile.openReadOnly(repaired);
                Volume found = Volumes.open(one);
                Volume expected = Volumes.open(other)) {
            Map<String, String> tree = TreeDigest.of(expected);
            assertEquals(tree, TreeDigest.of(found));
        }
    }

    private static boolean isDirty(Path image) {
        return RealTool.named("dumpe2fs").run("-h", image).succeeded().out().contains("needs_recovery");
    }

    private static byte[] content(Path image) throws IOException {
        try (ImageFile device = ImageFile.openReadOnly(image);
                Volume volume = Volumes.open(device)) {
            return Sample.content(volume, Sample.resolve(volume, "file"));
        }
    }

    private static long[] blocks(Path image) {
        return blocks(image, "/file");
    }

    private static long[] blocks(Path image, String file) {
        String list = RealTool.named("debugfs")
                .run("-R", "blocks " + file, image)
                .succeeded()
                .out()
                .strip();
        return Arrays.stream(list.split("\\s+"))
                .flatMapToLong(number -> LongStream.of(Long.parseLong(number)))
                .toArray();
    }

    /** Where the journal starts, in bytes. */
    private static long journal(Path image) throws IOException {
        try (ImageFile device = ImageFile.openReadOnly(image)) {
            Superblock superblock = SuperblockReader.readUsable(device);
            return blocks(image, "<8>")[0] * (1024L << superblock.u32(Superblock.LOG_BLOCK_SIZE));
        }
    }

    private void debugfs(Path image, String... commands) throws IOException {
        Path script = Files.write(folder.resolve("script"), List.of(commands));
        RealTool.Outcome outcome = RealTool.named("debugfs").run("-w", "-f", script, image);
        outcome.succeeded();
    }

    private static byte[] read(Path image, long position, int length) throws IOException {
        try (ImageFile device = ImageFile.openReadOnly(image)) {
            ByteBuffer buffer = ByteBuffer.allocate(length);
            device.read(position, buffer);
            return buffer.array();
        }
    }

    private static void write(Path image, long position, byte[] bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(position);
            file.write(bytes);
        }
    }

    private Path makeImage(String options) throws IOException {
        Path source = folder.resolve("source");
        if (!Files.exists(source)) {
            Files.createDirectory(source);
            Files.write(source.resolve("file"), Sample.noise(8192, 1));
        }
        Path image = folder.resolve("real.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(40L << 20);
        }
        List<Object> line = new ArrayList<>(List.of("-q", "-F", "-d", source));
        line.addAll(List.of(options.split(" ")));
        if (!options.contains("-b ")) {
            line.addAll(List.of("-b", "4096"));
        }
        line.add(image);
        RealTool.named("mke2fs").run(line.toArray()).succeeded();
        return image;
    }
}
