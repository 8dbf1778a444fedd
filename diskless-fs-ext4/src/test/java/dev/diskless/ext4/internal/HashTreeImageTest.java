package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.ImageFile;
import dev.diskless.ext4.internal.disk.HashTreeNode;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.NameHash;
import dev.diskless.ext4.internal.disk.Superblock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real checker and the kernel judge hash trees that were made here; trees of the kernel are searched here. */
class HashTreeImageTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-b 1024",
                "-b 4096",
                "-b 65536",
                "-b 1024 -O ^metadata_csum",
                "-b 4096 -O ^metadata_csum",
                "-b 1024 -O ^filetype",
                "-b 2048 -O ^dir_index",
                "-b 1024 -O metadata_csum_seed,64bit",
                "-b 1024 -t ext2"
            })
    void treeIsCleanForTheRealChecker(String options) throws IOException {
        PlacedDirectory placed = new PlacedDirectory(folder.resolve("a.img"), "100M", options);
        List<byte[]> names = fill(placed, 3000);
        assertEquals(!options.contains("^dir_index"), placed.directory.isIndexed());
        placed.place();
        Fsck.assertClean(placed.image);
        assertAllFound(placed.image, "d", names);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0, 2", "1, 1", "1, 2", "2, 1", "2, 2"})
    void treeOfEachHashIsCleanForTheRealChecker(int version, int sign) throws IOException {
        PlacedDirectory placed = hashed("-b 1024", version, sign);
        List<byte[]> names = fill(placed, 3000);
        placed.place();
        Fsck.assertClean(placed.image);
        String dump = RealTool.named("debugfs")
                .run("-R", "htree_dump d", placed.image)
                .succeeded()
                .out();
        assertTrue(dump.contains("Hash Version: " + version), dump.substring(0, 200));
        assertAllFound(placed.image, "d", names);
    }

    @Test
    void namesWithOneHashAreCleanForTheRealChecker() throws IOException {
        PlacedDirectory placed = hashed("-b 1024", NameHash.LEGACY, 1);
        List<byte[]> names = fill(placed, 100);
        for (byte[] name : LegacyCollisions.of(DirectoryWriterTest.latin("n".repeat(200)), 24)) {
            placed.insert(name);
            names.add(name);
        }
        placed.place();
        Fsck.assertClean(placed.image);
        assertAllFound(placed.image, "d", names);
    }

    @Test
    void threeLevelsAreCleanForTheRealChecker() throws IOException {
        PlacedDirectory placed = new PlacedDirectory(folder.resolve("a.img"), "200M", "-b 1024 -O large_dir");
        List<byte[]> names = new ArrayList<>();
        for (int i = 0; i < 32_000; i++) {
            byte[] name = DirectoryWriterTest.latin(i + "-" + "long".repeat(60));
            placed.insert(name);
            names.add(name);
        }
        assertEquals(2, HashTreeNode.root(placed.directory.read(0)).levels());
        placed.place();
        Fsck.assertClean(placed.image);
        assertAllFound(placed.image, "d", names);
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 4096})
    @Tag("kernel-mount")
    void hundredThousandNamesAreFoundByTheKernel(int blockSize) throws IOException {
        PlacedDirectory placed = new PlacedDirectory(folder.resolve("a.img"), "200M", "-b " + blockSize);
        List<byte[]> names = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            byte[] name = DirectoryWriterTest.latin("name-" + i);
            placed.insert(name);
            names.add(name);
        }
        placed.place();
        Fsck.assertClean(placed.image);
        try (LoopMount mount = LoopMount.readOnly(placed.image, folder.resolve("mnt"))) {
            forAll(names, mount.root().resolve("d"), "stat", "-c", "%i");
        }
        assertAllFound(placed.image, "d", names);
    }

    @ParameterizedTest
    @CsvSource({
        "-b 1024, 0, 1",
        "-b 1024, 0, 2",
        "-b 1024, 1, 1",
        "-b 4096, 1, 2",
        "-b 1024, 2, 1",
        "-b 1024, 2, 2",
        "-b 1024 -O ^metadata_csum, 1, 1",
        "-b 4096 -O ^metadata_csum, 1, 1",
        "-b 1024 -O ^filetype, 1, 1"
    })
    @Tag("kernel-mount")
    void kernelGoesOnWithATreeAndItsNamesAreFoundHere(String options, int version, int sign) throws IOException {
        PlacedDirectory placed = hashed(options, version, sign);
        List<byte[]> names = fill(placed, 2000);
        placed.place();
        Fsck.assertClean(placed.image);
        Random random = new Random(3);
        List<byte[]> added = new ArrayList<>();
        List<byte[]> own = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            added.add(DirectoryWriterTest.latin("k" + DirectoryWriterTest.name(random, i)));
            own.add(DirectoryWriterTest.latin("o" + DirectoryWriterTest.name(random, i)));
        }
        List<byte[]> removed = names.subList(0, 700);
        try (LoopMount mount = LoopMount.writable(placed.image, folder.resolve("mnt"))) {
            Path directory = mount.root().resolve("d");
            forAll(names, directory, "stat", "-c", "%i");
            forAll(added, directory, "touch", "--");
            forAll(removed, directory, "rm", "--");
            Path indexed = Files.createDirectory(mount.root().resolve("own"));
            forAll(own, indexed, "touch", "--");
        }
        Fsck.assertClean(placed.image);
        added.addAll(names.subList(700, names.size()));
        assertAllFound(placed.image, "d", added);
        assertAllFound(placed.image, "own", own);
        try (ImageFile device = ImageFile.openReadOnly(placed.image);
                ReadableVolume volume = ReadableVolume.open(device)) {
            for (byte[] name : removed) {
                assertTrue(volume.lookup(placed.directory.number, name).isEmpty());
            }
        }
    }

    private PlacedDirectory hashed(String options, int version, int sign) throws IOException {
        PlacedDirectory placed = new PlacedDirectory(folder.resolve("a.img"), "100M", options);
        RealTool.named("tune2fs")
                .run("-E", "hash_alg=" + new String[] {"legacy", "half_md4", "tea"}[version], placed.image)
                .succeeded();
        RealTool.named("debugfs")
                .run("-w", "-R", "set_super_value flags " + sign, placed.image)
                .succeeded();
        byte[] superblock = placed.directory.superblock.bytes();
        LittleEndian.put8(superblock, Superblock.DEFAULT_HASH_VERSION, version);
        LittleEndian.put32(superblock, Superblock.FLAGS, sign);
        return placed;
    }

    private static List<byte[]> fill(PlacedDirectory placed, int count) throws IOException {
        Random random = new Random(count);
        List<byte[]> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] name = DirectoryWriterTest.latin(DirectoryWriterTest.name(random, i));
            placed.insert(name);
            if (i % 3 == 2) {
                placed.remove(name, i);
            } else {
                names.add(name);
            }
        }
        return names;
    }

    /** Runs a command in a directory with all names as arguments. */
    private void forAll(List<byte[]> names, Path directory, String... command) throws IOException {
        Path list = Files.createTempFile(folder, "names", "");
        Files.write(list, PlacedDirectory.list(names).array());
        RealTool.named("sh")
                .run(
                        "-c",
                        "cd \"$1\" && xargs -0 -a \"$2\" " + String.join(" ", command) + " >/dev/null",
                        "sh",
                        directory,
                        list)
                .succeeded();
    }

    private static void assertAllFound(Path image, String path, List<byte[]> names) throws IOException {
        try (ImageFile device = ImageFile.openReadOnly(image);
                ReadableVolume volume = ReadableVolume.open(device)) {
            long directory = Sample.resolve(volume, path);
            assertEquals(names.size(), volume.list(directory).size());
            for (byte[] name : names) {
                assertTrue(volume.lookup(directory, name).isPresent());
            }
            Inode inode = volume.inodes.read(directory);
            if (inode.hasFlag(Inode.FLAG_INDEX)) {
                HashTree tree = HashTree.open(
                        volume.geometry,
                        volume.superblock,
                        directory,
                        logical -> volume.directories
                                .read(directory, inode, logical)
                                .bytes(),
                        volume.directories.blocks(inode));
                for (byte[] name : names) {
                    assertNotNull(tree.find(name));
                }
            }
            assertTrue(volume.lookup(directory, new byte[] {'x'}).isEmpty());
        }
    }
}
