package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.ImageFile;
import dev.diskless.fault.ImageFullException;
import dev.diskless.medium.WritingOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Volumes without room. The number of steps of the long test is {@code foreign.steps}; a usual run does 1,000 on each
 * volume.
 */
class FullVolumeTest {

    private static final int STEPS = Integer.getInteger("foreign.steps", 1000);
    private static final long SIZE = 10 << 20;

    /** Fills a volume to its last block, with files of all sizes. */
    private static final String FILL = """
            import os, sys
            number = os.minor(os.stat(sys.argv[1]).st_dev)
            with open('/sys/fs/ext4/loop%d/reserved_clusters' % number, 'w') as f:
                f.write('0')
            n = 0
            for size in (1 << 20, 100_000, 20_000, 4096, 1024, 1):
                try:
                    for i in range(100_000):
                        with open('%s/fill-%d' % (sys.argv[1], n), 'wb', 0) as f:
                            n += 1
                            data = bytes([n % 255 + 1]) * size
                            if f.write(data) < size:
                                break
                            os.fsync(f.fileno())
                except OSError as e:
                    pass
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-t ext4 -m 0 -b 1024 -O ^has_journal",
                "-t ext4 -m 0 -O ^has_journal",
                "-t ext4 -m 0 -b 1024",
                "-t ext4 -m 0 -b 1024 -O ^has_journal,^metadata_csum -g 1024"
            })
    @Tag("kernel-mount")
    void replacingOnAFullVolumeKeepsTheOldContentOrGivesTheNew(String kind) throws IOException {
        ForeignImage image = ForeignImage.make(folder, SIZE, kind);
        image.mount(new TreeSteps().file("kept", 1, 3000).file("old", 2, 50_000).directory("d", 0755));
        Path mountPoint = folder.resolve("mnt");
        try (LoopMount mount = LoopMount.writable(image.image(), mountPoint)) {
            RealTool.named("python3").run("-c", FILL, mount.root()).succeeded();
        }
        Map<String, String> before = image.read();
        Map<String, String> after;
        try (ImageFile device = ImageFile.open(image.image());
                Volume volume = Volumes.openWritable(device, WritingOptions.at(ForeignImage.NOW))) {
            assertTrue(
                    volume.describe().freeBlocks() < 10,
                    "free: " + volume.describe().freeBlocks());
            byte[] content = AppliedSteps.content(9, 60_000);
            assertThrows(ImageFullException.class, () -> {
                long fresh = volume.create(Volume.ROOT, Sample.bytes("new"), Sample.inode(Sample.FILE), null);
                volume.write(fresh, 0, ByteBuffer.wrap(content), true);
            });
            assertArrayEquals(AppliedSteps.content(2, 50_000), Sample.content(volume, Sample.resolve(volume, "old")));
            // A small file may not make enough room for its own removal; then it stays as it is.
            List<String> victims = new ArrayList<>(before.keySet());
            victims.removeIf(path -> !path.startsWith("/fill-"));
            byte[] small = Sample.bytes("fill-" + (victims.size() - 3));
            long inode = volume.lookup(Volume.ROOT, small).orElseThrow();
            byte[] intact = Sample.content(volume, inode);
            try {
                volume.unlink(Volume.ROOT, small);
            } catch (ImageFullException e) {
                assertArrayEquals(intact, Sample.content(volume, inode));
            }
            for (int i = 0; i < 3; i++) {
                volume.unlink(Volume.ROOT, Sample.bytes("fill-" + i));
            }
            volume.lookup(Volume.ROOT, Sample.bytes("new")).ifPresent(left -> {
                try {
                    volume.unlink(Volume.ROOT, Sample.bytes("new"));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            long fresh = Sample.file(volume, Volume.ROOT, "new", AppliedSteps.content(9, 4000));
            volume.rename(Volume.ROOT, Sample.bytes("new"), Volume.ROOT, Sample.bytes("old"), true);
            assertArrayEquals(
                    AppliedSteps.content(9, 4000), Sample.content(volume, Sample.resolve(volume, "old")), "" + fresh);
            after = TreeListing.of(volume);
        }
        Fsck.assertClean(image.image());
        TreeListing.assertSame(after, image.read(), "reopened");
        TreeListing.assertSame(after, TreeListing.ofKernel(image.image(), folder.resolve("seen")), "by the kernel");
        assertEquals(before.get("/kept"), after.get("/kept"));
    }

    @ParameterizedTest
    @CsvSource({
        "1, -t ext4 -m 0 -b 1024 -O ^has_journal",
        "2, -t ext4 -m 0 -b 1024 -g 1024",
        "3, '-t ext4 -m 0 -O ^has_journal,^metadata_csum'",
        "4, '-t ext4 -m 0 -b 1024 -O ^has_journal,^metadata_csum,uninit_bg -N 100'"
    })
    void thousandsOfStepsWithoutRoomLeaveNothingToRepair(int seed, String kind) throws IOException {
        ForeignImage image = ForeignImage.make(folder, SIZE, kind);
        Random random = new Random(seed);
        Map<String, byte[]> model = new TreeMap<>();
        int full = 0;
        int done = 0;
        for (int round = 0; round < 4; round++) {
            try (ImageFile device = ImageFile.open(image.image());
                    Volume volume = Volumes.openWritable(device, WritingOptions.at(ForeignImage.NOW))) {
                for (int i = 0; i < STEPS / 4; i++) {
                    String name = "file-" + random.nextInt(300);
                    try {
                        step(volume, name, model, random, random.nextInt(10));
                        done++;
                    } catch (ImageFullException e) {
                        full++;
                        // What was written of a file when the room ended is not specified.
                        long known =
                                volume.lookup(Volume.ROOT, Sample.bytes(name)).orElse(0);
                        if (known != 0) {
                            model.put(name, Sample.content(volume, known));
                        } else {
                            assertTrue(!model.containsKey(name), name);
                        }
                    }
                }
            }
            Fsck.assertClean(image.image());
            try (ImageFile device = ImageFile.openReadOnly(image.image());
                    Volume volume = Volumes.open(device)) {
                assertEquals(model.size() + 1, volume.list(Volume.ROOT).size());
                for (Map.Entry<String, byte[]> entry : model.entrySet()) {
                    assertArrayEquals(
                            entry.getValue(),
                            Sample.content(volume, Sample.resolve(volume, entry.getKey())),
                            entry.getKey());
                }
            }
        }
        assertTrue(full > STEPS / 50 && done > STEPS / 4, full + " of " + STEPS + " found no room");
    }

    private static void step(Volume volume, String name, Map<String, byte[]> model, Random random, int kind)
            throws IOException {
        byte[] old = model.get(name);
        byte[] fresh = AppliedSteps.content(random.nextInt(1000), 1 + random.nextInt(120_000));
        if (old == null) {
            long inode = volume.create(Volume.ROOT, Sample.bytes(name), Sample.inode(Sample.FILE | 0644), null);
            model.put(name, new byte[0]);
            volume.write(inode, 0, ByteBuffer.wrap(fresh), false);
            model.put(name, fresh);
            return;
        }
        long inode = Sample.resolve(volume, name);
        if (kind < 3) {
            volume.unlink(Volume.ROOT, Sample.bytes(name));
            model.remove(name);
        } else if (kind == 3) {
            volume.resize(inode, old.length / 2, true);
            model.put(name, java.util.Arrays.copyOf(old, old.length / 2));
        } else if (kind == 4) {
            volume.write(inode, old.length, ByteBuffer.wrap(fresh), false);
            byte[] both = java.util.Arrays.copyOf(old, old.length + fresh.length);
            System.arraycopy(fresh, 0, both, old.length, fresh.length);
            model.put(name, both);
        } else if (kind == 5) {
            volume.force(inode);
        } else {
            String other = "new-" + name;
            try {
                Sample.file(volume, Volume.ROOT, other, fresh);
                volume.rename(Volume.ROOT, Sample.bytes(other), Volume.ROOT, Sample.bytes(name), true);
                model.put(name, fresh);
            } catch (ImageFullException e) {
                if (volume.lookup(Volume.ROOT, Sample.bytes(other)).isPresent()) {
                    volume.unlink(Volume.ROOT, Sample.bytes(other));
                }
                assertArrayEquals(old, Sample.content(volume, Sample.resolve(volume, name)));
                throw e;
            }
        }
    }

    @Test
    void volumeWithoutInodesTakesNewOnesWhenSomeWent() throws IOException {
        ForeignImage image = ForeignImage.make(folder, SIZE, "-t ext4 -b 1024 -N 64");
        try (ImageFile device = ImageFile.open(image.image());
                Volume volume = Volumes.openWritable(device, WritingOptions.at(ForeignImage.NOW))) {
            int count = 0;
            try {
                while (count < 200) {
                    Sample.file(volume, Volume.ROOT, "f" + count, new byte[100]);
                    count++;
                }
            } catch (ImageFullException e) {
                assertTrue(count > 40, "only " + count);
            }
            assertThrows(ImageFullException.class, () -> Sample.directory(volume, Volume.ROOT, "d"));
            volume.unlink(Volume.ROOT, Sample.bytes("f3"));
            volume.unlink(Volume.ROOT, Sample.bytes("f4"));
            Sample.directory(volume, Volume.ROOT, "d");
            Sample.file(volume, Volume.ROOT, "f3", new byte[200]);
            assertThrows(ImageFullException.class, () -> Sample.file(volume, Volume.ROOT, "no", new byte[1]));
        }
        Fsck.assertClean(image.image());
        Files.delete(image.image());
    }
}
