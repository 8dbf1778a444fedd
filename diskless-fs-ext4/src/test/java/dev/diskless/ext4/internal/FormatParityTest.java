package dev.diskless.ext4.internal;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.ImageFile;
import dev.diskless.device.RamDevice;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.FormatOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An empty file system must be that of the real mkfs.ext4, byte for byte but for its count of kilobytes written. */
class FormatParityTest {

    private static final long MEBI = 1 << 20;
    private static final long GIBI = 1 << 30;
    private static final long COMPARED_WHOLE = 256 * MEBI;
    private static final int PAGE = 4096;
    private static final Map<String, String> FAKE_TIME =
            Map.of("E2FSPROGS_FAKE_TIME", Long.toString(Sample.TIME.getEpochSecond()));

    @TempDir
    Path folder;

    static LongStream sizes() {
        LongStream chosen = LongStream.of(
                MEBI,
                2_969_600,
                3 * MEBI,
                5 * MEBI,
                8 * MEBI,
                16 * MEBI,
                33 * MEBI,
                64 * MEBI,
                100 * MEBI,
                129 * MEBI,
                257 * MEBI,
                511 * MEBI,
                512 * MEBI,
                513 * MEBI,
                1023 * MEBI,
                GIBI,
                1025 * MEBI,
                2 * GIBI,
                3_543_348_224L,
                5 * GIBI,
                8 * GIBI + 12_345 * 512,
                17 * GIBI,
                64 * GIBI,
                300 * GIBI,
                1024 * GIBI,
                2048 * GIBI,
                3072 * GIBI,
                131_072,
                400_384);
        Random random = new Random(20_240_229);
        LongStream drawn = LongStream.generate(() -> (long) Math.pow(2, 18 + 22 * random.nextDouble()) / 512 * 512)
                .limit(24);
        return LongStream.concat(chosen, drawn);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void emptyFileSystemEqualsThatOfMkfs(long size) throws IOException {
        Path theirs = folder.resolve("theirs.img");
        Path ours = folder.resolve("ours.img");
        makeTheirs(theirs, size).succeeded();
        try (ImageFile device = ImageFile.create(ours, size)) {
            Sample.format(device).close();
        }
        assertEquals(dump(theirs), dump(ours));
        assertSameBytes(theirs, ours, Math.min(size, COMPARED_WHOLE), 0);
        if (size > COMPARED_WHOLE) {
            assertSameMetadata(theirs, ours, size);
        }
        if (size <= 64 * GIBI) {
            Fsck.assertClean(ours);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2 * MEBI, 16 * MEBI, 100 * MEBI, 32_800L * 4096, 600 * MEBI})
    void largeSectorsGiveLargeBlocks(long size) throws IOException {
        Path theirs = folder.resolve("theirs.img");
        Path ours = folder.resolve("ours.img");
        makeTheirs(theirs, size, "-b", "4096").succeeded();
        RamDevice device = new RamDevice(size, 4096);
        Sample.format(device).close();
        try (FileChannel channel = FileChannel.open(ours, CREATE_NEW, WRITE)) {
            ByteBuffer chunk = ByteBuffer.allocate(1 << 20);
            for (long at = 0; at < size; at += chunk.limit()) {
                device.read(at, chunk.clear().limit((int) Math.min(chunk.capacity(), size - at)));
                channel.write(chunk.flip());
            }
        }
        assertEquals(dump(theirs), dump(ours));
        assertSameBytes(theirs, ours, size, 0);
    }

    @Test
    void labelIsThatOfMkfs() throws IOException {
        Path ours = folder.resolve("ours.img");
        try (ImageFile device = ImageFile.create(ours, MEBI)) {
            Volumes.format(
                            device,
                            new FormatOptions("APKOVL-16-bytes!", Sample.UUID_VALUE, Sample.HASH_SEED, Sample.TIME))
                    .close();
        }
        RealTool.Outcome outcome = RealTool.named("dumpe2fs").run("-h", ours).succeeded();
        assertEquals(
                "Filesystem volume name:   APKOVL-16-bytes!",
                outcome.out().lines().findFirst().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(longs = {512, 4096, 65_536, 98_304, 102_400})
    void whatIsTooSmallForMkfsIsRefused(long size) throws IOException {
        RealTool.Outcome outcome = makeTheirs(folder.resolve("theirs.img"), size);
        assertEquals(1, outcome.status(), outcome.out());
        try (ImageFile device = ImageFile.create(folder.resolve("ours.img"), size)) {
            InvalidRequestException refused = assertThrows(InvalidRequestException.class, () -> Sample.format(device));
            assertEquals(size + " bytes", refused.detail().found());
        }
        assertEquals(0, Volumes.capacity(size));
    }

    private RealTool.Outcome makeTheirs(Path image, long size, String... more) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(size);
        }
        List<Object> line = new ArrayList<>(List.of("-q", "-F", "-O", "^has_journal,^64bit", "-U", Sample.UUID_VALUE));
        line.addAll(List.of("-E", "hash_seed=" + Sample.HASH_SEED));
        line.addAll(List.of(more));
        line.add(image);
        return RealTool.named("mkfs.ext4").run(FAKE_TIME, null, line.toArray());
    }

    /** All that dumpe2fs says but for what depends on the number of writes; the last line is the superblock's sum. */
    private static String dump(Path image) {
        return RealTool.named("dumpe2fs")
                .run(image)
                .succeeded()
                .out()
                .lines()
                .filter(line -> !line.startsWith("Lifetime writes:") && !line.startsWith("Checksum:"))
                .collect(Collectors.joining("\n"));
    }

    /** Compares the start of groups and the descriptors there, bitmaps, and the first blocks of inode tables. */
    private static void assertSameMetadata(Path theirs, Path ours, long size) throws IOException {
        long group = size < 512 * MEBI ? 8192L * 1024 : 32768L * 4096;
        long head = size < 64 * GIBI ? 4 * MEBI : MEBI;
        for (long start = group; start < size; start += group) {
            long number = start / group;
            if (FormatPlan.hasSuperblock(number) || number % 16 == 0) {
                assertSameBytes(theirs, ours, Math.min(size, start + head), start / PAGE * PAGE);
            }
        }
        assertSameBytes(theirs, ours, size, Math.max(0, size - MEBI) / PAGE * PAGE);
    }

    private static void assertSameBytes(Path theirs, Path ours, long end, long start) throws IOException {
        try (FileChannel a = FileChannel.open(theirs);
                FileChannel b = FileChannel.open(ours)) {
            int chunk = 1 << 20;
            for (long at = start; at < end; at += chunk) {
                byte[] x = read(a, at, (int) Math.min(chunk, end - at));
                byte[] y = read(b, at, (int) Math.min(chunk, end - at));
                if (!Arrays.equals(x, y)) {
                    assertSamePages(x, y, at);
                }
            }
        }
    }

    private static void assertSamePages(byte[] x, byte[] y, long at) {
        for (int page = 0; page < x.length; page += 1024) {
            byte[] p = maskSuperblock(Arrays.copyOfRange(x, page, Math.min(x.length, page + 1024)));
            byte[] q = maskSuperblock(Arrays.copyOfRange(y, page, Math.min(y.length, page + 1024)));
            assertArrayEquals(p, q, "bytes from " + (at + page));
        }
    }

    private static byte[] maskSuperblock(byte[] bytes) {
        if (bytes.length == Superblock.SIZE && new Superblock(bytes).hasMagic()) {
            assertEquals(new Superblock(bytes).computedChecksum(), new Superblock(bytes).storedChecksum());
            Arrays.fill(bytes, Superblock.KILOBYTES_WRITTEN, Superblock.KILOBYTES_WRITTEN + 8, (byte) 0);
            Arrays.fill(bytes, Superblock.CHECKSUM, Superblock.CHECKSUM + 4, (byte) 0);
        }
        return bytes;
    }

    private static byte[] read(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) > 0) {
            // A channel may read less than asked for.
        }
        return buffer.array();
    }

    @AfterEach
    void removeImages() throws IOException {
        Files.deleteIfExists(folder.resolve("theirs.img"));
        Files.deleteIfExists(folder.resolve("ours.img"));
    }
}
