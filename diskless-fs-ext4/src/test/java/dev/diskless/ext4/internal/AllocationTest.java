package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.ImageFile;
import dev.diskless.fault.ImageFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where content goes, and what happens when there is no room for it. */
class AllocationTest {

    private static final int MEBI = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void sequentialFileIsOneExtentPerRunOfFreeBlocks() throws IOException {
        Path image = folder.resolve("a.img");
        try (ImageFile device = ImageFile.create(image, 100L * MEBI)) {
            Volume volume = Sample.format(device);
            long file = volume.create(Volume.ROOT, Sample.bytes("f"), Sample.inode(Sample.FILE), null);
            byte[] part = Sample.noise(10_000, 1);
            for (int i = 0; i < 100; i++) {
                volume.write(file, i * 10_000L, ByteBuffer.wrap(part), false);
            }
            volume.close();
        }
        Fsck.assertClean(image);
        String extents =
                RealTool.named("debugfs").run("-R", "ex /f", image).succeeded().out();
        assertEquals(2, extents.lines().count(), extents);
    }

    @Test
    void sizeOfTheWritesDoesNotShowInTheImage() throws IOException {
        byte[] content = Sample.noise(3 * MEBI + 17, 2);
        List<Path> images = new ArrayList<>();
        for (int step : new int[] {999, 8192, MEBI, content.length}) {
            Path image = folder.resolve(step + ".img");
            images.add(image);
            try (ImageFile device = ImageFile.create(image, 16L * MEBI)) {
                Volume volume = Sample.format(device);
                long file = volume.create(Volume.ROOT, Sample.bytes("f"), Sample.inode(Sample.FILE), null);
                for (int at = 0; at < content.length; at += step) {
                    int length = Math.min(step, content.length - at);
                    volume.write(file, at, ByteBuffer.wrap(content, at, length), false);
                }
                volume.close();
            }
        }
        for (Path image : images) {
            assertEquals(-1, Files.mismatch(images.get(0), image), image.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void blocksWrittenInAnyOrderMakeADeepTree(long seed) throws IOException {
        Path image = folder.resolve("a.img");
        int blocks = 4000;
        byte[] content = Sample.noise(blocks * 1024, seed);
        try (ImageFile device = ImageFile.create(image, 64L * MEBI)) {
            Volume volume = Sample.format(device);
            long file = volume.create(Volume.ROOT, Sample.bytes("f"), Sample.inode(Sample.FILE), null);
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < blocks; i++) {
                order.add(i);
            }
            if (seed == 2) {
                Collections.reverse(order);
            } else {
                Collections.shuffle(order, new Random(seed));
            }
            for (int block : order) {
                volume.write(file, block * 1024L, ByteBuffer.wrap(content, block * 1024, 1024), true);
            }
            assertArrayEquals(content, Sample.content(volume, file));
            volume.close();
        }
        Fsck.assertClean(image);
        try (ImageFile device = ImageFile.openReadOnly(image);
                Volume volume = Volumes.open(device)) {
            assertArrayEquals(content, Sample.content(volume, Sample.resolve(volume, "f")));
        }
    }

    @Test
    void unalignedRewritesAndHolesMatchAModel() throws IOException {
        Path image = folder.resolve("a.img");
        Random random = new Random(99);
        byte[][] models = new byte[6][400_000];
        int[] sizes = new int[models.length];
        long[] files = new long[models.length];
        try (ImageFile device = ImageFile.create(image, 16L * MEBI)) {
            Volume volume = Sample.format(device);
            for (int i = 0; i < files.length; i++) {
                files[i] = volume.create(Volume.ROOT, Sample.bytes("f" + i), Sample.inode(Sample.FILE), null);
            }
            for (int step = 0; step < 2000; step++) {
                int i = random.nextInt(files.length);
                int at = random.nextInt(350_000);
                byte[] part = Sample.noise(1 + random.nextInt(random.nextInt(20) == 0 ? 50_000 : 3000), step);
                volume.write(files[i], at, ByteBuffer.wrap(part), i % 2 == 0);
                System.arraycopy(part, 0, models[i], at, part.length);
                sizes[i] = Math.max(sizes[i], at + part.length);
                if (step % 100 == 0) {
                    assertArrayEquals(Arrays.copyOf(models[i], sizes[i]), Sample.content(volume, files[i]));
                }
            }
            volume.close();
        }
        Fsck.assertClean(image);
        try (ImageFile device = ImageFile.openReadOnly(image);
                Volume volume = Volumes.open(device)) {
            for (int i = 0; i < files.length; i++) {
                byte[] expected = Arrays.copyOf(models[i], sizes[i]);
                assertArrayEquals(expected, Sample.content(volume, files[i]), "file " + i);
                boolean hasHoles = volume.stat(files[i]).sectors() * 512 < sizes[i];
                assertTrue(i % 2 == 0 || !hasHoles, "file " + i + " must have no holes");
            }
        }
    }

    @Test
    void gapBecomesAHoleOnlyIfAskedFor() throws IOException {
        Path image = folder.resolve("a.img");
        try (ImageFile device = ImageFile.create(image, 16L * MEBI)) {
            Volume volume = Sample.format(device);
            long sparse = volume.create(Volume.ROOT, Sample.bytes("s"), Sample.inode(Sample.FILE), null);
            long full = volume.create(Volume.ROOT, Sample.bytes("f"), Sample.inode(Sample.FILE), null);
            volume.write(sparse, MEBI, ByteBuffer.wrap(new byte[] {1}), true);
            volume.write(full, MEBI, ByteBuffer.wrap(new byte[] {1}), false);
            assertEquals(2, volume.stat(sparse).sectors());
            assertEquals(2050, volume.stat(full).sectors());
            assertEquals(MEBI + 1, volume.stat(sparse).size());
            assertArrayEquals(Sample.content(volume, full), Sample.content(volume, sparse));
            volume.close();
        }
        Fsck.assertClean(image);
    }

    @Test
    void fileLargerThanFourGibibytesIsReadByItsParts() throws IOException {
        Path image = folder.resolve("a.img");
        long far = 5L << 30;
        try (ImageFile device = ImageFile.create(image, 600L * MEBI)) {
            Volume volume = Sample.format(device);
            long file = Sample.file(volume, Volume.ROOT, "f", Sample.bytes("head"));
            volume.write(file, far, ByteBuffer.wrap(Sample.bytes("tail")), true);
            volume.close();
        }
        Fsck.assertClean(image);
        try (ImageFile device = ImageFile.openReadOnly(image);
                Volume volume = Volumes.open(device)) {
            long file = Sample.resolve(volume, "f");
            assertEquals(far + 4, volume.stat(file).size());
            ByteBuffer buffer = ByteBuffer.allocate(8);
            assertEquals(8, volume.read(file, far - 4, buffer));
            assertArrayEquals(new byte[] {0, 0, 0, 0, 't', 'a', 'i', 'l'}, buffer.array());
            assertEquals(-1, volume.read(file, far + 4, buffer.clear()));
        }
    }

    @Test
    void fullVolumeRefusesAndStaysConsistent() throws IOException {
        Path image = folder.resolve("a.img");
        try (ImageFile device = ImageFile.create(image, 4L * MEBI)) {
            Volume volume = Sample.format(device);
            long file = volume.create(Volume.ROOT, Sample.bytes("f"), Sample.inode(Sample.FILE), null);
            byte[] part = Sample.noise(5000, 3);
            assertThrows(ImageFullException.class, () -> {
                for (int i = 0; ; i++) {
                    volume.write(file, i * 5000L, ByteBuffer.wrap(part), false);
                }
            });
            assertThrows(ImageFullException.class, () -> {
                for (int i = 0; ; i++) {
                    volume.create(Volume.ROOT, Sample.bytes("d" + i), Sample.inode(Sample.DIRECTORY), null);
                }
            });
            volume.close();
        }
        Fsck.assertClean(image);
    }

    @Test
    void volumeFilledWithScatteredBlocksStaysConsistent() throws IOException {
        Path image = folder.resolve("a.img");
        try (ImageFile device = ImageFile.create(image, 4L * MEBI)) {
            Volume volume = Sample.format(device);
            long[] files = new long[3];
            for (int i = 0; i < files.length; i++) {
                files[i] = volume.create(Volume.ROOT, Sample.bytes("f" + i), Sample.inode(Sample.FILE), null);
            }
            byte[] part = Sample.noise(1024, 3);
            assertThrows(ImageFullException.class, () -> {
                for (int i = 0; ; i++) {
                    volume.write(files[i % 3], i * 2048L, ByteBuffer.wrap(part), true);
                }
            });
            assertEquals(0, volume.describe().freeBlocks(), 4);
            volume.close();
        }
        Fsck.assertClean(image);
    }

    @Test
    void volumeWithoutInodesRefusesAndStaysConsistent() throws IOException {
        Path image = folder.resolve("a.img");
        try (ImageFile device = ImageFile.create(image, 2L * MEBI)) {
            Volume volume = Sample.format(device);
            assertThrows(ImageFullException.class, () -> {
                for (int i = 0; ; i++) {
                    volume.create(Volume.ROOT, Sample.bytes("fifo" + i), Sample.inode(0x1000 | 0644), null);
                }
            });
            assertEquals(0, volume.describe().freeInodes());
            volume.close();
        }
        Fsck.assertClean(image);
    }

    @Test
    void capacityIsWhatOneFileCanFill() throws IOException {
        long size = 8L * MEBI;
        Path image = folder.resolve("a.img");
        try (ImageFile device = ImageFile.create(image, size)) {
            Volume volume = Sample.format(device);
            long file = volume.create(Volume.ROOT, Sample.bytes("f"), Sample.inode(Sample.FILE), null);
            long capacity = Volumes.capacity(size);
            assertThrows(
                    ImageFullException.class,
                    () -> volume.write(file, 0, ByteBuffer.allocate((int) capacity + 1), false));
            volume.write(file, 0, ByteBuffer.wrap(Sample.noise((int) capacity, 5)), false);
            assertEquals(0, volume.describe().freeBlocks());
            volume.close();
        }
        Fsck.assertClean(image);
    }
}
