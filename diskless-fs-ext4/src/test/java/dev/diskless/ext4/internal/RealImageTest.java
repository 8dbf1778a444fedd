package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.ImageFile;
import dev.diskless.medium.FileSystemDescription;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that the real mke2fs made must be read as the tree they were made from. */
class RealImageTest {

    private static final long MEBI = 1 << 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-t ext4",
                "-t ext4 -b 1024",
                "-t ext4 -b 4096",
                "-t ext4 -b 2048 -I 512",
                "-t ext4 -b 8192",
                "-t ext4 -b 65536",
                "-t ext4 -I 128",
                "-t ext4 -O ^has_journal,^64bit",
                "-t ext4 -O ^metadata_csum",
                "-t ext4 -O ^metadata_csum,uninit_bg",
                "-t ext4 -O ^metadata_csum,uninit_bg,^64bit",
                "-t ext4 -O metadata_csum_seed",
                "-t ext4 -O ^resize_inode,meta_bg",
                "-t ext4 -O ^resize_inode,meta_bg,^64bit,^flex_bg -b 1024",
                "-t ext4 -O sparse_super2",
                "-t ext4 -O ^sparse_super,^resize_inode",
                "-t ext4 -O large_dir,ea_inode,quota,project",
                "-t ext4 -O ^filetype",
                "-t ext4 -O mmp",
                "-t ext4 -E desc_size=128"
            })
    void treeOfMkfsIsRead(String options) throws IOException {
        Path source = makeSource();
        Path image = makeImage(options, source);
        try (ImageFile device = ImageFile.openReadOnly(image);
                Volume volume = Volumes.open(device)) {
            assertDescribedAsByDumpe2fs(image, volume.describe());
            if (!options.contains("^extent")) {
                assertEquals(
                        options.substring(3, 7),
                        Volumes.probe(device).orElseThrow().type());
            }
            assertSameTree(volume, Volume.ROOT, source, source);
        }
    }

    @Test
    @Tag("kernel-mount")
    void whatTheKernelKeepsInInodesIsRead() throws IOException {
        Path image = makeImage("-t ext4 -O inline_data -I 512", makeSource());
        Path copy = folder.resolve("copy");
        try (LoopMount mount = LoopMount.writable(image, folder.resolve("mnt"))) {
            Path small = Files.createDirectory(mount.root().resolve("small"));
            for (int size : new int[] {0, 1, 59, 60, 61, 100, 200, 300, 380, 500}) {
                Files.write(small.resolve("f" + size), Sample.noise(size, size));
                Path directory = Files.createDirectory(mount.root().resolve("directory-" + size));
                for (int i = 0; i < size / 20; i++) {
                    Files.createDirectory(directory.resolve("a-name-" + i));
                }
                for (int i = 0; i < size / 20; i += 3) {
                    Files.delete(directory.resolve("a-name-" + i));
                }
            }
            RealTool.named("cp").run("-a", mount.root(), copy).succeeded();
        }
        try (ImageFile device = ImageFile.openReadOnly(image);
                Volume volume = Volumes.open(device)) {
            assertSameTree(volume, Volume.ROOT, copy, copy);
        }
    }

    @Test
    void externalJournalIsNoFileSystem() throws IOException {
        Path image = folder.resolve("journal.img");
        truncate(image, 16 * MEBI);
        RealTool.named("mke2fs").run("-q", "-F", "-O", "journal_dev", image).succeeded();
        try (ImageFile device = ImageFile.openReadOnly(image)) {
            assertTrue(Volumes.probe(device).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t ext2 -b 1024", "-t ext3 -b 1024 -I 128", "-t ext4 -b 1024 -O ^extent,^64bit"})
    void blockMapOfThreeLevelsIsRead(String options) throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        Path file = source.resolve("sparse");
        long[] places = {
            5, 11, 12, 200, 267, 268, 269, 523, 524, 1000, 65803, 65804, 65805, 66059, 66060, 90000, 131339, 131340,
            140000
        };
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            for (long place : places) {
                sparse.seek(place * 1024);
                sparse.write(Sample.noise(1024, place));
            }
            sparse.setLength(150_000 * 1024L + 17);
        }
        Path image = makeImage(options, source);
        try (ImageFile device = ImageFile.openReadOnly(image);
                Volume volume = Volumes.open(device);
                FileChannel expected = FileChannel.open(file)) {
            long inode = Sample.resolve(volume, "sparse");
            assertEquals(expected.size(), volume.stat(inode).size());
            ByteBuffer host = ByteBuffer.allocate(1_000_003);
            ByteBuffer found = ByteBuffer.allocate(host.capacity());
            for (long at = 0; at < expected.size(); at += host.position()) {
                expected.read(host.clear(), at);
                volume.read(inode, at, found.clear());
                assertEquals(host.duplicate().flip(), found.duplicate().flip(), "at " + at);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext2", "ext3"})
    @Tag("kernel-mount")
    void whatTheKernelWroteOnAnOlderGenerationIsRead(String type) throws IOException {
        Path image = makeImage("-t " + type + " -b 1024", makeSource());
        Path copy = folder.resolve("copy");
        try (LoopMount mount = LoopMount.writable(image, folder.resolve("mnt"))) {
            Files.write(mount.root().resolve("written"), Sample.noise(30_000_000, 9));
            Files.createSymbolicLink(mount.root().resolve("slow"), Path.of("y".repeat(500)));
            RealTool.named("cp").run("-a", mount.root(), copy).succeeded();
        }
        try (ImageFile device = ImageFile.openReadOnly(image);
                Volume volume = Volumes.open(device)) {
            assertSameTree(volume, Volume.ROOT, copy, copy);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t ext4", "-t ext4 -b 1024", "-t ext4 -O ^metadata_csum"})
    @Tag("kernel-mount")
    void whatTheKernelWroteIsRead(String options) throws IOException {
        Path image = makeImage(options, makeSource());
        Path copy = folder.resolve("copy");
        try (LoopMount mount = LoopMount.writable(image, folder.resolve("mnt"))) {
            Path many = Files.createDirectory(mount.root().resolve("indexed"));
            for (int i = 0; i < 3000; i++) {
                Files.createFile(many.resolve("a-name-in-a-hash-tree-" + i));
            }
            Files.write(mount.root().resolve("written"), Sample.noise(3_000_000, 9));
            RealTool.named("fallocate")
                    .run("-l", "1000000", mount.root().resolve("unwritten"))
                    .succeeded();
            Path punched = mount.root().resolve("punched");
            Files.write(punched, Sample.noise(1_000_000, 10));
            RealTool.named("fallocate")
                    .run("-p", "-o", "100000", "-l", "500000", punched)
                    .succeeded();
            for (int i = 0; i < 3000; i += 3) {
                Files.delete(many.resolve("a-name-in-a-hash-tree-" + i));
            }
            RealTool.named("cp").run("-a", mount.root(), copy).succeeded();
        }
        try (ImageFile device = ImageFile.openReadOnly(image);
                Volume volume = Volumes.open(device)) {
            assertSameTree(volume, Volume.ROOT, copy, copy);
        }
    }

    private static void assertDescribedAsByDumpe2fs(Path image, FileSystemDescription found) {
        Map<String, String> expected = new LinkedHashMap<>();
        RealTool.named("dumpe2fs").run("-h", image).succeeded().out().lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                expected.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        assertEquals(expected.get("Filesystem features"), String.join(" ", found.features()));
        assertEquals(expected.get("Filesystem UUID"), found.uuid());
        assertEquals(expected.get("Block count"), Long.toString(found.blocks()));
        assertEquals(expected.get("Free blocks"), Long.toString(found.freeBlocks()));
        assertEquals(expected.get("Inode count"), Long.toString(found.inodes()));
        assertEquals(expected.get("Free inodes"), Long.toString(found.freeInodes()));
        assertEquals(expected.get("Block size"), Integer.toString(found.blockSize()));
        assertEquals(expected.get("Filesystem state").equals("clean"), found.clean());
    }

    private Path makeImage(String options, Path source) throws IOException {
        Path image = folder.resolve("real.img");
        truncate(image, 120 * MEBI);
        List<Object> line = new ArrayList<>(List.of("-q", "-F", "-d", source));
        line.addAll(List.of(options.split(" ")));
        line.add(image);
        RealTool.named("mke2fs").run(line.toArray()).succeeded();
        return image;
    }

    private static void truncate(Path image, long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(size);
        }
    }

    private Path makeSource() throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        Random random = new Random(5);
        for (int size : new int[] {0, 1, 1023, 1024, 1025, 4095, 4096, 4097, 100_000, 3_000_000}) {
            Files.write(source.resolve("size-" + size), Sample.noise(size, size));
        }
        try (RandomAccessFile file =
                new RandomAccessFile(source.resolve("holes").toFile(), "rw")) {
            for (int i = 0; i < 400; i++) {
                file.seek(i * 20_000L);
                file.write(Sample.noise(5000, i));
            }
        }
        Path deep = source;
        for (int i = 0; i < 12; i++) {
            deep = Files.createDirectory(deep.resolve("d" + i));
            Files.write(deep.resolve("f"), Sample.noise(random.nextInt(5000), i));
        }
        Path many = Files.createDirectory(source.resolve("many"));
        for (int i = 0; i < 700; i++) {
            Files.createFile(many.resolve("a-file-with-some-name-" + i));
        }
        for (int length : new int[] {1, 59, 60, 61, 1000}) {
            Files.createSymbolicLink(source.resolve("link-" + length), Path.of("x".repeat(length)));
        }
        Files.createLink(source.resolve("hard"), source.resolve("size-1"));
        RealTool.named("mkfifo").run(source.resolve("fifo")).succeeded();
        return source;
    }

    private static void assertSameTree(Volume volume, long directory, Path host, Path root) throws IOException {
        Set<String> expected = new HashSet<>();
        try (Stream<Path> children = Files.list(host)) {
            children.forEach(child -> expected.add(child.getFileName().toString()));
        }
        if (host.equals(root)) {
            expected.add("lost+found");
        }
        Set<String> found = new HashSet<>();
        for (DirectoryName name : volume.list(directory)) {
            found.add(new String(name.name(), StandardCharsets.UTF_8));
        }
        assertEquals(expected, found, host.toString());
        for (String name : expected) {
            if (!name.equals("lost+found")) {
                long inode = volume.lookup(directory, Sample.bytes(name)).orElseThrow();
                assertSame(volume, inode, host.resolve(name), root);
            }
        }
    }

    private static void assertSame(Volume volume, long inode, Path host, Path root) throws IOException {
        InodeStat stat = volume.stat(inode);
        Map<String, Object> facts = Files.readAttributes(host, "unix:*", LinkOption.NOFOLLOW_LINKS);
        assertEquals(facts.get("mode"), stat.mode(), host.toString());
        assertEquals(facts.get("uid"), (int) stat.uid(), host.toString());
        assertEquals(
                ((FileTime) facts.get("lastModifiedTime")).toInstant().truncatedTo(ChronoUnit.SECONDS),
                stat.modified().truncatedTo(ChronoUnit.SECONDS),
                host.toString());
        if (Files.isSymbolicLink(host)) {
            assertArrayEquals(Sample.bytes(Files.readSymbolicLink(host).toString()), volume.readLink(inode));
        } else if (Files.isDirectory(host)) {
            assertSameTree(volume, inode, host, root);
        } else if (Files.isRegularFile(host)) {
            assertTrue(Arrays.equals(Files.readAllBytes(host), Sample.content(volume, inode)), host.toString());
            assertEquals(facts.get("nlink"), stat.links(), host.toString());
        }
    }
}
