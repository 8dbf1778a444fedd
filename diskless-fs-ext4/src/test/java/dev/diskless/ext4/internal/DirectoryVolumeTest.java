package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.ImageFile;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.medium.WritingOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Large directories of existing volumes that are changed as a whole. */
class DirectoryVolumeTest {

    private static final int FILE = Sample.FILE | 0644;
    private static final int NAMES = 100_000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"-b 1024", "-b 4096", "-b 4096 -O ^metadata_csum"})
    @Tag("kernel-mount")
    void hundredThousandNamesAreFoundByTheKernel(String options) throws IOException {
        Path image = mkfs("300M", options + " -N 1000");
        try (ImageFile device = ImageFile.open(image);
                Volume volume = Volumes.openWritable(device, WritingOptions.at(Sample.TIME))) {
            long directory = Sample.directory(volume, Volume.ROOT, "d");
            long file = 0;
            for (int i = 0; i < NAMES; i++) {
                byte[] name = Sample.bytes("name-" + i);
                if (i % 50_000 == 0) {
                    file = volume.create(directory, name, Sample.inode(FILE), null);
                } else {
                    volume.link(directory, name, file);
                }
            }
        }
        Fsck.assertClean(image);
        List<byte[]> names = new ArrayList<>();
        for (int i = 0; i < NAMES; i++) {
            names.add(Sample.bytes("name-" + i));
        }
        Path list =
                Files.write(folder.resolve("list"), PlacedDirectory.list(names).array());
        try (LoopMount mount = LoopMount.readOnly(image, folder.resolve("mnt"))) {
            RealTool.named("sh")
                    .run(
                            "-c",
                            "cd \"$1\" && xargs -0 -a \"$2\" stat -c %i >/dev/null",
                            "sh",
                            mount.root().resolve("d"),
                            list)
                    .succeeded();
        }
        try (ImageFile device = ImageFile.openReadOnly(image);
                ReadableVolume volume = ReadableVolume.open(device)) {
            long directory = Sample.resolve(volume, "d");
            assertTrue(volume.inodes.read(directory).hasFlag(Inode.FLAG_INDEX));
            assertEquals(NAMES, volume.list(directory).size());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-b 1024",
                "-b 4096",
                "-b 1024 -O ^metadata_csum",
                "-b 1024 -O ^filetype",
                "-b 1024 -O ^dir_index",
                "-b 2048 -O large_dir"
            })
    void namesAreMadeRenamedAndTakenAwayInAnyOrder(String options) throws IOException {
        Path image = mkfs("64M", options + " -N 8000");
        Random random = new Random(4);
        Map<String, Long> model = new TreeMap<>();
        List<String> names = new ArrayList<>();
        for (int session = 0; session < 3; session++) {
            try (ImageFile device = ImageFile.open(image);
                    Volume volume = Volumes.openWritable(device, WritingOptions.at(Sample.TIME))) {
                long directory =
                        session == 0 ? Sample.directory(volume, Volume.ROOT, "d") : Sample.resolve(volume, "d");
                for (int i = 0; i < 2000; i++) {
                    String fresh = DirectoryWriterTest.name(random, session * 2000 + i);
                    if (names.isEmpty() || random.nextInt(3) > 0) {
                        model.put(
                                fresh,
                                volume.create(directory, DirectoryWriterTest.latin(fresh), Sample.inode(FILE), null));
                        names.add(fresh);
                        continue;
                    }
                    int chosen = random.nextInt(names.size());
                    String name = names.get(chosen);
                    if (random.nextBoolean()) {
                        volume.unlink(directory, DirectoryWriterTest.latin(name));
                        model.remove(name);
                        names.set(chosen, names.get(names.size() - 1));
                        names.remove(names.size() - 1);
                    } else {
                        volume.rename(
                                directory,
                                DirectoryWriterTest.latin(name),
                                directory,
                                DirectoryWriterTest.latin(fresh),
                                false);
                        model.put(fresh, model.remove(name));
                        names.set(chosen, fresh);
                    }
                }
            }
            Fsck.assertClean(image);
            try (ImageFile device = ImageFile.openReadOnly(image);
                    Volume volume = Volumes.open(device)) {
                long directory = Sample.resolve(volume, "d");
                Map<String, Long> found = new TreeMap<>();
                for (DirectoryName name : volume.list(directory)) {
                    found.put(new String(name.name(), StandardCharsets.ISO_8859_1), name.inode());
                    assertEquals(
                            name.inode(), volume.lookup(directory, name.name()).orElseThrow());
                }
                assertEquals(model, found);
            }
        }
    }

    @Test
    void directoriesOfLinearNamesBecomeTreesAsTheyGrow() throws IOException {
        Path image = mkfs("32M", "-b 1024");
        try (ImageFile device = ImageFile.open(image);
                ReadableVolume volume = (ReadableVolume) Volumes.openWritable(device, WritingOptions.at(Sample.TIME))) {
            long directory = Sample.directory(volume, Volume.ROOT, "d");
            for (int i = 0; i < 200; i++) {
                volume.create(directory, Sample.bytes("name-" + i), Sample.inode(FILE), null);
                assertEquals(
                        volume.directories.blocks(volume.inodes.read(directory)) > 1,
                        volume.inodes.read(directory).hasFlag(Inode.FLAG_INDEX));
            }
            long lost = Sample.resolve(volume, "lost+found");
            for (int i = 0; i < 1000; i++) {
                volume.create(lost, Sample.bytes("name-" + i), Sample.inode(FILE), null);
            }
            assertEquals(false, volume.inodes.read(lost).hasFlag(Inode.FLAG_INDEX));
        }
        Fsck.assertClean(image);
    }

    private Path mkfs(String size, String options) {
        Path image = folder.resolve("a.img");
        RealTool.named("mkfs.ext4")
                .run((Object[]) ("-q -F " + options + " " + image + " " + size).split(" "))
                .succeeded();
        return image;
    }
}
