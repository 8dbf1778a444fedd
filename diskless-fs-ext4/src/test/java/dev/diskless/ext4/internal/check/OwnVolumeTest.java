package dev.diskless.ext4.internal.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.device.BlockDevice;
import dev.diskless.device.ImageFile;
import dev.diskless.device.RamDevice;
import dev.diskless.ext4.Ext4;
import dev.diskless.ext4.check.CheckReport;
import dev.diskless.ext4.check.CheckVerdict;
import dev.diskless.fault.CancelledException;
import dev.diskless.medium.FormatOptions;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What our own writer makes is clean, and what is done to it is found without an exception. */
class OwnVolumeTest {

    private static final FormatOptions OPTIONS =
            new FormatOptions("", new UUID(1, 2), new UUID(3, 4), Instant.ofEpochSecond(1_700_000_000));
    private static final int ROUNDS = 400;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void treeOfOurWriterIsClean(long seed) throws IOException {
        Random random = new Random(seed);
        long size = (2L << 20 << random.nextInt(5)) + random.nextInt(1000) * 4096L;
        RamDevice device = new RamDevice(size, random.nextBoolean() ? 512 : 4096);
        fill(device, random, 150);
        assertClean(device);
    }

    @ParameterizedTest
    @ValueSource(longs = {128 << 10, 1 << 20, 600 << 20, 64L << 30})
    void emptyVolumeIsClean(long size) throws IOException {
        try (ImageFile device = ImageFile.create(folder.resolve("image"), size)) {
            Ext4.format(device, OPTIONS).close();
            assertClean(device);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void randomDamageGivesFindingsOnly(long seed) throws IOException {
        RamDevice device = new RamDevice(4 << 20);
        Random random = new Random(seed);
        fill(device, random, 120);
        for (int round = 0; round < ROUNDS; round++) {
            int count = 1 + random.nextInt(4);
            long[] places = new long[count];
            byte[][] before = new byte[count][];
            for (int i = 0; i < count; i++) {
                int length = 1 + random.nextInt(8);
                places[i] = 1024 + random.nextInt(random.nextBoolean() ? 4096 : 400_000);
                before[i] = new byte[length];
                device.read(places[i], ByteBuffer.wrap(before[i]));
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                device.write(places[i], ByteBuffer.wrap(bytes));
            }
            Ext4.check(device, Progress.silent());
            for (int i = count - 1; i >= 0; i--) {
                device.write(places[i], ByteBuffer.wrap(before[i]));
            }
        }
        assertClean(device);
    }

    @Test
    void shortDeviceGivesFindings() throws IOException {
        RamDevice device = new RamDevice(20 << 20);
        fill(device, new Random(5), 20);
        for (long size = 0; size < device.size(); size += 512 * 1023) {
            CheckReport report = Ext4.check(device.range(0, size), Progress.silent());
            assertFalse(report.isClean());
            assertEquals(CheckVerdict.CORRUPT, report.verdict());
        }
    }

    @Test
    void checkCanBeCancelled() throws IOException {
        RamDevice device = new RamDevice(4 << 20);
        fill(device, new Random(5), 5);
        Progress cancelled = Progress.root("test", 1, ProgressListener.NONE, () -> true);
        assertThrows(CancelledException.class, () -> Ext4.check(device, cancelled));
    }

    private static void assertClean(BlockDevice device) throws IOException {
        CheckReport report = Ext4.check(device, Progress.silent());
        assertEquals(List.of(), report.findings());
        assertEquals(CheckVerdict.CLEAN, report.verdict());
    }

    private static void fill(BlockDevice device, Random random, int objects) throws IOException {
        try (FileSystem files = Ext4.format(device, OPTIONS)) {
            Path directory = files.getPath("/");
            Path last = null;
            for (int i = 0; i < objects; i++) {
                String name = "n".repeat(1 + random.nextInt(60)) + i;
                Path path = directory.resolve(name);
                switch (random.nextInt(6)) {
                    case 0 -> directory = random.nextInt(4) == 0 ? files.getPath("/") : Files.createDirectory(path);
                    case 1 -> Files.createSymbolicLink(path, files.getPath("t".repeat(1 + random.nextInt(200))));
                    case 2 -> {
                        if (last != null) {
                            Files.createLink(path, last);
                        }
                    }
                    default -> last = Files.write(path, new byte[random.nextInt(9000)]);
                }
            }
        }
    }
}
