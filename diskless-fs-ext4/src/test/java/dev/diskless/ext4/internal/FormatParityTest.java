package dev.diskless.ext4.internal;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.ImageFile;
import dev.diskless.device.RamDevice;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.FormatOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
        Mkfs.assertSame(theirs, ours, size);
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
        Mkfs.assertSame(theirs, ours, size);
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
        List<String> line = new ArrayList<>(List.of("-O", "^has_journal,^64bit"));
        line.addAll(List.of(more));
        return Mkfs.make(image, size, line);
    }

    @AfterEach
    void removeImages() throws IOException {
        Files.deleteIfExists(folder.resolve("theirs.img"));
        Files.deleteIfExists(folder.resolve("ours.img"));
    }
}
