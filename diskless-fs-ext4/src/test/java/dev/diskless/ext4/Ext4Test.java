package dev.diskless.ext4;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.filesystem.SampleTree;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.BlockDevice;
import dev.diskless.device.ImageFile;
import dev.diskless.device.RamDevice;
import dev.diskless.fault.Fault;
import dev.diskless.medium.FormatOptions;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import dev.diskless.partition.MbrScheme;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Ext4Test {

    private static final long MIB = 1 << 20;
    private static final FormatOptions OPTIONS = new FormatOptions(
            "APKOVL",
            UUID.fromString("c1a5f1ee-0000-4000-8000-00000000beef"),
            UUID.fromString("c1a5f1ee-0000-4000-8000-00000000cafe"),
            Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir
    Path directory;

    @Test
    void partitionOfAnImageIsMadeFilledCheckedAndRead() throws IOException {
        Path tree = Files.createDirectory(directory.resolve("tree"));
        new SampleTree(true).plant(tree);
        Path image = directory.resolve("disk.img");
        try (ImageFile disk = ImageFile.create(image, 64 * MIB)) {
            fill(disk, tree);
            verify(disk, tree);
            Path partition = directory.resolve("partition.img");
            copy(disk.range(MIB, 63 * MIB), partition);
            CleanImage.check(partition);
            RealTool.named("sfdisk").run("--verify", image).succeeded();
        }
    }

    @Test
    void imageInMemoryIsTheSameAsInAFile() throws IOException {
        Path tree = Files.createDirectory(directory.resolve("tree"));
        new SampleTree(true).plant(tree);
        RamDevice ram = new RamDevice(64 * MIB);
        fill(ram, tree);
        verify(ram, tree);
        Path file = directory.resolve("file.img");
        try (ImageFile disk = ImageFile.create(file, 64 * MIB)) {
            fill(disk, tree);
        }
        Path copied = directory.resolve("ram.img");
        copy(ram, copied);
        assertEquals(-1, Files.mismatch(file, copied));
    }

    private static void fill(BlockDevice disk, Path tree) throws IOException {
        new MbrScheme()
                .write(
                        disk,
                        new PartitionTable(
                                "mbr",
                                "0badcafe",
                                disk.size(),
                                512,
                                List.of(new Partition(1, MIB, 63 * MIB, Partition.MBR_LINUX, true, ""))));
        try (FileSystem fileSystem = Ext4.format(partition(disk), OPTIONS)) {
            Path root = fileSystem.getPath("/");
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes facts) throws IOException {
                    if (!path.equals(tree)) {
                        Files.createDirectory(target(path));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path path, BasicFileAttributes facts) throws IOException {
                    if (facts.isSymbolicLink()) {
                        Files.createSymbolicLink(
                                target(path),
                                fileSystem.getPath(Files.readSymbolicLink(path).toString()));
                    } else {
                        Files.copy(path, target(path), StandardCopyOption.COPY_ATTRIBUTES);
                        Files.setPosixFilePermissions(target(path), Files.getPosixFilePermissions(path));
                        // Reading it changed this on the host.
                        Files.setAttribute(target(path), "lastAccessTime", SampleTree.TIME);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path path, IOException e) throws IOException {
                    Files.setPosixFilePermissions(target(path), Files.getPosixFilePermissions(path));
                    Files.setLastModifiedTime(target(path), Files.getLastModifiedTime(path));
                    return FileVisitResult.CONTINUE;
                }

                private Path target(Path path) {
                    return root.resolve(tree.relativize(path).toString());
                }
            });
        }
    }

    private static BlockDevice partition(BlockDevice disk) throws IOException {
        Partition partition =
                new MbrScheme().read(disk).orElseThrow().partitions().get(0);
        return disk.range(partition.start(), partition.length());
    }

    private static void verify(BlockDevice disk, Path tree) throws IOException {
        try (FileSystem fileSystem = Ext4.open(partition(disk))) {
            Path root = fileSystem.getPath("/");
            new SampleTree(true).verify(root);
            Set<String> ours = names(root);
            assertTrue(ours.remove("lost+found"));
            assertEquals(names(tree), ours);
            for (String name : ours) {
                Path theirs = tree.resolve(name);
                Path copy = root.resolve(name);
                PosixFileAttributes expected =
                        Files.readAttributes(theirs, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                PosixFileAttributes found =
                        Files.readAttributes(copy, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                assertEquals(expected.permissions(), found.permissions(), name);
                if (expected.isRegularFile()) {
                    assertEquals(-1, Files.mismatch(theirs, copy), name);
                }
            }
        }
    }

    private static Set<String> names(Path root) throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.map(path -> root.relativize(path).toString())
                    .filter(name -> !name.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static void copy(BlockDevice device, Path file) throws IOException {
        try (ImageFile copy = ImageFile.create(file, device.size())) {
            ByteBuffer buffer = ByteBuffer.allocate((int) MIB);
            for (long at = 0; at < device.size(); at += buffer.capacity()) {
                device.read(at, buffer.clear());
                copy.write(at, buffer.flip());
            }
        }
    }

    @Test
    void imageFileIsOpenedByItsPath() throws IOException {
        Path image = image();
        try (FileSystem fileSystem = Ext4.open(image)) {
            assertEquals("hello", Files.readString(fileSystem.getPath("/hello")));
        }
        for (ClassLoader loader : new ClassLoader[] {null, getClass().getClassLoader()}) {
            try (FileSystem fileSystem = FileSystems.newFileSystem(image, Map.of(), loader)) {
                assertEquals("ext4", fileSystem.provider().getScheme());
                assertTrue(fileSystem.isReadOnly());
                assertEquals("hello", Files.readString(fileSystem.getPath("hello")));
            }
        }
    }

    @Test
    void otherFilesAreLeftToOtherProviders() throws IOException {
        Path zip = directory.resolve("a.zip");
        try (FileSystem fileSystem = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            Files.writeString(fileSystem.getPath("/in-zip"), "x");
        }
        try (FileSystem fileSystem = FileSystems.newFileSystem(zip)) {
            assertTrue(Files.exists(fileSystem.getPath("/in-zip")));
        }
        Path text = Files.writeString(directory.resolve("text"), "no image");
        assertThrows(ProviderNotFoundException.class, () -> FileSystems.newFileSystem(text));
        assertThrows(ProviderNotFoundException.class, () -> FileSystems.newFileSystem(directory));
        assertInstanceOf(Fault.class, assertThrows(IOException.class, () -> Ext4.open(text)));
        assertThrows(NoSuchFileException.class, () -> Ext4.open(directory.resolve("absent")));
    }

    @Test
    void twoFileSystemsOfOneImageAreTwo() throws IOException {
        Path image = image();
        FileSystem one = Ext4.open(image);
        try (FileSystem other = Ext4.open(image)) {
            assertFalse(one.getPath("/hello").equals(other.getPath("/hello")));
            assertEquals(one.getPath("/hello").toUri(), other.getPath("/hello").toUri());
            assertThrows(
                    FileSystemNotFoundException.class,
                    () -> Path.of(one.getPath("/hello").toUri()));
            one.close();
            assertEquals("hello", Files.readString(other.getPath("/hello")));
        }
    }

    @Test
    void storeShrinksByWhatIsWritten() throws IOException {
        RamDevice device = new RamDevice(16 * MIB);
        try (FileSystem fileSystem = Ext4.format(device, OPTIONS)) {
            Path root = fileSystem.getPath("/");
            FileStore store = Files.getFileStore(root);
            assertEquals(16 * MIB, store.getTotalSpace());
            long before = store.getUnallocatedSpace();
            Files.write(root.resolve("file"), new byte[(int) (2 * MIB)]);
            assertEquals(before - 2 * MIB, store.getUnallocatedSpace());
        }
    }

    @Test
    void debugfsSeesWhatWasMade() throws IOException {
        Path image = directory.resolve("special.img");
        FileTime time = FileTime.from(Instant.parse("2040-01-01T00:00:00.123456789Z"));
        byte[] content = "content".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        try (ImageFile device = ImageFile.create(image, 16 * MIB)) {
            try (FileSystem fileSystem = Ext4.format(device, OPTIONS)) {
                Path root = fileSystem.getPath("/");
                Files.write(root.resolve("caf\uDCE9"), content);
                Files.createLink(root.resolve("second"), root.resolve("caf\uDCE9"));
                Files.setAttribute(root.resolve("second"), "unix:uid", 100_000);
                Files.setAttribute(root.resolve("second"), "unix:mode", 06751);
                Files.setLastModifiedTime(root.resolve("second"), time);
                Files.createFile(
                        root.resolve("console"), attribute("unix:mode", 020600), attribute("unix:rdev", 0x501L));
                Files.createFile(root.resolve("pipe"), attribute("unix:mode", 010644));
            }
        }
        CleanImage.check(image);
        RealTool debugfs = RealTool.named("debugfs");
        String stat = debugfs.run("-R", "stat second", image).succeeded().out();
        assertTrue(stat.contains("User: 100000"), stat);
        assertTrue(stat.contains("Mode:  06751"), stat);
        assertTrue(stat.contains("Links: 2"), stat);
        String console = debugfs.run("-R", "stat console", image).succeeded().out();
        assertTrue(console.contains("Type: character special"), console);
        assertTrue(console.contains("05:01"), console);
        assertTrue(debugfs.run("-R", "stat pipe", image).succeeded().out().contains("Type: FIFO"));
        assertArrayEquals(
                content, debugfs.run("-R", "cat second", image).succeeded().stdout());
        try (FileSystem fileSystem = Ext4.open(image)) {
            assertEquals(time, Files.getLastModifiedTime(fileSystem.getPath("caf\uDCE9")));
            assertEquals(0x501L, Files.getAttribute(fileSystem.getPath("console"), "unix:rdev"));
        }
    }

    private static java.nio.file.attribute.FileAttribute<Object> attribute(String name, Object value) {
        return new java.nio.file.attribute.FileAttribute<>() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Object value() {
                return value;
            }
        };
    }

    private Path image() throws IOException {
        Path image = directory.resolve("ext4.img");
        try (ImageFile device = ImageFile.create(image, 16 * MIB);
                FileSystem fileSystem = Ext4.format(device, OPTIONS)) {
            Files.writeString(fileSystem.getPath("/hello"), "hello");
        }
        return image;
    }
}
