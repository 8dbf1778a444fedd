package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.ImageFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files in layouts that only the kernel makes, changed by us as by the kernel. */
@Tag("kernel-mount")
class ForeignContentTest {

    private static final long TIME = 1_500_000_000_123_456_789L;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"-t ext4 -b 1024", "-t ext4 -O ^has_journal,^metadata_csum", "-t ext4"})
    void blocksThatWereNeverWrittenAreZeros(String kind) throws IOException {
        ForeignImage image = ForeignImage.make(folder, 48 << 20, kind);
        TreeSteps filling = new TreeSteps();
        for (int i = 0; i < 9; i++) {
            filling.file("f" + i, i, 30_000).reserve("f" + i, 10_000, 400_000);
            filling.write("f" + i, 200_000, 50 + i, 5000).reserve("f" + i, 2_000_000, 100_000);
        }
        filling.file("all", 0644).reserve("all", 0, 3_000_000).resize("all", 2_000_000);
        for (int i = 0; i < 7; i++) {
            filling.file("g" + i, 0644).reserve("g" + i, 0, 1_000_000);
        }
        assertEquals(1, image.mount(filling.sync().list()).size());
        TreeSteps changes = new TreeSteps()
                .write("f0", 100_000, 1, 1)
                .write("f1", 28_000, 2, 300_000)
                .resize("f2", 150_001)
                .resize("f3", 3_000_000)
                .write("f3", 2_900_000, 3, 10)
                .unlink("f4")
                .resize("f5", 0)
                .write("f5", 77_777, 4, 77_777)
                .write("f6", 204_000, 5, 60_000)
                .write("f7", 2_050_000, 6, 4096)
                .resize("f8", 2_060_000)
                .write("all", 999_999, 7, 3)
                .write("all", 1_999_000, 8, 5000)
                .write("g0", 0, 9, 1)
                .write("g1", 500_000, 10, 1024)
                .resize("g2", 123_456)
                .write("g3", 1_500_000, 11, 9)
                .resize("g4", 2_000_000)
                .resize("g4", 700_001)
                .write("g5", 990_000, 12, 20_000)
                .unlink("g6");
        image.assertChangedAsByTheKernel(
                timed(changes, image), new TreeSteps().unlink("f1").write("all", 5, 5, 200_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t ext4 -b 1024", "-t ext4 -b 1024 -O ^has_journal,^64bit,^metadata_csum", "-t ext4"})
    void deepExtentTreesAreCutAndFilled(String kind) throws IOException {
        int block = kind.contains("1024") ? 1024 : 4096;
        int pieces = block == 1024 ? 900 : 300;
        ForeignImage image = ForeignImage.make(folder, 64L << 20, kind);
        TreeSteps filling = new TreeSteps();
        for (int i = 0; i < 5; i++) {
            filling.file("f" + i, i, 2 * pieces * block);
        }
        filling.sync();
        for (int i = 0; i < 5; i++) {
            for (int piece = 0; piece < pieces; piece++) {
                filling.punch("f" + i, (2L * piece + 1) * block, block);
            }
        }
        image.mount(filling.list());
        int depth = depth(image, "f0");
        assertTrue(depth >= (block == 1024 ? 2 : 1), "depth " + depth);
        Random random = new Random(5);
        TreeSteps changes = new TreeSteps();
        for (int i = 0; i < 600; i++) {
            changes.write("f0", (long) random.nextInt(2 * pieces) * block, i, 1 + random.nextInt(3 * block));
        }
        changes.resize("f1", (long) pieces * block + 17)
                .unlink("f2")
                .write("f3", 0, 1, 2 * pieces * block)
                .resize("f4", 3)
                .write("f4", 900_000, 8, 50_000)
                .resize("f1", 11_000)
                .write("f1", 9000, 8, 9000);
        image.assertChangedAsByTheKernel(
                timed(changes, image), new TreeSteps().resize("f0", 100).unlink("f3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t ext3 -b 1024", "-t ext3 -b 1024 -I 128", "-t ext3"})
    void mapsOfBlocksOfEveryLevelAreChanged(String kind) throws IOException {
        ForeignImage image = ForeignImage.make(folder, 96L << 20, kind);
        int block = kind.contains("1024") ? 1024 : 4096;
        long[] sizes = {1, 12L * block, 12L * block + 1, (12 + block / 4) * (long) block, 1_200_000};
        // A place that only the third level reaches.
        long third = (12L + block / 4 + (long) (block / 4) * (block / 4) + 5) * block;
        TreeSteps filling = new TreeSteps();
        for (int i = 0; i < sizes.length; i++) {
            for (String what : new String[] {"replace", "append", "cut", "delete", "over"}) {
                filling.file(what + i, i, (int) sizes[i]);
            }
        }
        boolean reaches = kind.contains("128");
        for (String what : new String[] {"append", "cut", "delete", "over"}) {
            filling.file(what + 9, 3, 20_000).write(what + 9, 5_000_000, 4, 3000);
            if (reaches) {
                filling.write(what + 9, third, 9, 3 * block);
            }
        }
        filling.directory("directory", 0755);
        for (int i = 0; i < 400; i++) {
            filling.file("directory/a-name-that-is-long-enough-" + i, i, 1);
        }
        filling.symlink("link", "x".repeat(300)).symlink("gone", "x".repeat(300));
        image.mount(filling.sync().list());
        RealTool.named("tune2fs").run("-O", "extents", image.image()).succeeded();
        TreeSteps changes = new TreeSteps();
        for (int i = 0; i < sizes.length; i++) {
            changes.file("new", i + 20, 5000).rename("new", "replace" + i);
            changes.write("append" + i, sizes[i], 2, 40_000);
            changes.resize("cut" + i, sizes[i] / 2).unlink("delete" + i);
            changes.write("over" + i, sizes[i] / 3, 3, (int) sizes[i] / 3 + 1);
        }
        long end = (reaches ? third : 5_000_000) + 5000;
        changes.write("append9", end, 5, 100).resize("cut9", 5_001_000).unlink("delete9");
        changes.write("over9", 4_999_000, 6, 3000).write("over9", 100_000, 7, 300_000);
        for (int i = 0; i < 400; i += 3) {
            changes.unlink("directory/a-name-that-is-long-enough-" + i);
            changes.file("directory/another-name-" + i, i, 10);
        }
        changes.unlink("gone").rename("link", "directory/link");
        image.assertChangedAsByTheKernel(
                timed(changes, image), new TreeSteps().unlink("over9").resize("append9", 12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t ext4 -I 128", "-t ext4 -b 1024", "-t ext4 -O ^has_journal,^metadata_csum -I 128"})
    void sharedAttributeBlocksGoWithTheLastFile(String kind) throws IOException {
        ForeignImage image = ForeignImage.make(folder, 32 << 20, kind);
        TreeSteps filling = new TreeSteps();
        byte[] value = Sample.noise(400, 1);
        for (int i = 0; i < 12; i++) {
            filling.file("f" + i, i, 100).set("f" + i, "user.shared", value).set("f" + i, "user.too", value);
        }
        image.mount(filling.list());
        for (int round = 0; round < 3; round++) {
            TreeSteps changes = new TreeSteps()
                    .unlink("f" + 4 * round)
                    .set("f" + (4 * round + 1), "user.other", Sample.bytes("short"))
                    .remove("f" + (4 * round + 2), "user.too")
                    .unlink("f" + (4 * round + 3));
            image.assertChangedAsByTheKernel(timed(changes, image), new TreeSteps());
        }
        TreeSteps rest = new TreeSteps();
        for (int i = 0; i < 12; i++) {
            if (i % 4 == 1 || i % 4 == 2) {
                rest.unlink("f" + i);
            }
        }
        image.assertChangedAsByTheKernel(rest.time("", TIME), new TreeSteps());
    }

    /** Gives everything that can have been changed, and the root directory, one time. */
    private static TreeSteps timed(TreeSteps steps, ForeignImage image) throws IOException {
        TreeSteps timed = new TreeSteps().then(steps);
        ForeignImage copy = image.copy();
        copy.apply(steps);
        for (Map.Entry<String, String> entry : copy.read().entrySet()) {
            timed.time(entry.getKey().isEmpty() ? "" : entry.getKey().substring(1), TIME);
        }
        copy.delete();
        return timed;
    }

    private static int depth(ForeignImage image, String name) throws IOException {
        try (ImageFile device = ImageFile.openReadOnly(image.image())) {
            ReadableVolume volume = ReadableVolume.open(device);
            return volume.inodes.read(Sample.resolve(volume, name))
                    .bytes()[dev.diskless.ext4.internal.disk.Inode.BLOCK_ARRAY + 6];
        }
    }
}
