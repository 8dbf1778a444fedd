package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.ImageFile;
import dev.diskless.ext4.Ext4;
import dev.diskless.ext4.internal.disk.AttributeList;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Extended attributes that debugfs and the kernel wrote must be read; damaged ones must be found. */
class AttributeTest {

    private static final byte[] ACL = {
        2, 0, 0, 0, //
        1, 0, 6, 0, -1, -1, -1, -1, //
        2, 0, 7, 0, 57, 48, 0, 0, //
        4, 0, 4, 0, -1, -1, -1, -1, //
        8, 0, 5, 0, -23, 3, 0, 0, //
        16, 0, 7, 0, -1, -1, -1, -1, //
        32, 0, 0, 0, -1, -1, -1, -1
    };
    private static final byte[] CAPABILITY = {1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-t ext4",
                "-t ext4 -b 1024",
                "-t ext4 -O ^metadata_csum",
                "-t ext4 -O metadata_csum_seed -I 512",
                "-t ext4 -I 128",
                "-t ext2"
            })
    void attributesOfDebugfsAreRead(String options) throws IOException {
        Map<String, byte[]> expected = new TreeMap<>();
        expected.put("user.small", Sample.bytes("v"));
        expected.put("user.empty", new byte[0]);
        expected.put("user.n\u00e4me", Sample.bytes("unsigned or signed"));
        expected.put("user.large", Sample.noise(600, 1));
        expected.put("trusted.a", Sample.noise(40, 2));
        expected.put("security.capability", CAPABILITY);
        expected.put("system.posix_acl_access", ACL);
        Path image = makeImage(options);
        set(image, "file", expected);
        try (ImageFile device = ImageFile.openReadOnly(image);
                Volume volume = Volumes.open(device)) {
            assertAttributes(expected, volume, Sample.resolve(volume, "file"));
            assertAttributes(Map.of(), volume, Volume.ROOT);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-t ext4",
                "-t ext4 -b 1024 -O ea_inode",
                "-t ext4 -O ea_inode,metadata_csum_seed",
                "-t ext4 -O ea_inode,^metadata_csum",
                "-t ext3",
                "-t ext4 -I 128"
            })
    @Tag("kernel-mount")
    void attributesOfTheKernelAreRead(String options) throws IOException {
        Path image = makeImage(options);
        Map<String, byte[]> user = new TreeMap<>();
        user.put("user.a", Sample.bytes("1"));
        user.put("user.long", Sample.noise(700, 5));
        if (options.contains("ea_inode")) {
            user.put("user.own-inode", Sample.noise(30_000, 6));
        }
        try (LoopMount mount = LoopMount.writable(image, folder.resolve("mnt"))) {
            for (String name : List.of("one", "two")) {
                Path file = Files.createFile(mount.root().resolve(name));
                UserDefinedFileAttributeView view =
                        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
                for (Map.Entry<String, byte[]> entry : user.entrySet()) {
                    view.write(entry.getKey().substring(5), ByteBuffer.wrap(entry.getValue()));
                }
            }
            RealTool.named("setcap")
                    .run("cap_net_bind_service=ep", mount.root().resolve("two"))
                    .succeeded();
            RealTool.named("setfacl")
                    .run(
                            "-m",
                            "u::rw,u:12345:rwx,g::r,g:1001:rx,m::rwx,o::-",
                            mount.root().resolve("two"))
                    .succeeded();
        }
        Map<String, byte[]> more = new TreeMap<>(user);
        more.put("security.capability", CAPABILITY);
        more.put("system.posix_acl_access", ACL);
        try (ImageFile device = ImageFile.openReadOnly(image);
                Volume volume = Volumes.open(device)) {
            assertAttributes(user, volume, Sample.resolve(volume, "one"));
            assertAttributes(more, volume, Sample.resolve(volume, "two"));
        }
    }

    @Test
    void viewsShowNamesWithAndWithoutPrefix() throws IOException {
        Path image = makeImage("-t ext4");
        set(image, "file", Map.of("user.b", Sample.bytes("2"), "user.a", Sample.bytes("1"), "trusted.c", CAPABILITY));
        try (FileSystem fileSystem = Ext4.open(image)) {
            Path file = fileSystem.getPath("/file");
            UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
            assertEquals("user", view.name());
            assertEquals(List.of("a", "b"), view.list());
            assertEquals(1, view.size("b"));
            ByteBuffer room = ByteBuffer.allocate(10);
            assertEquals(1, view.read("b", room));
            assertEquals('2', room.get(0));
            Map<String, Object> all = Files.readAttributes(file, "xattr:*", LinkOption.NOFOLLOW_LINKS);
            assertEquals(List.of("trusted.c", "user.a", "user.b"), List.copyOf(all.keySet()));
            assertArrayEquals(CAPABILITY, (byte[]) all.get("trusted.c"));
            assertArrayEquals(Sample.bytes("1"), (byte[]) Files.getAttribute(file, "user:a"));
            assertArrayEquals(Sample.bytes("1"), (byte[]) Files.getAttribute(file, "xattr:user.a"));
            assertTrue(fileSystem.supportedFileAttributeViews().containsAll(List.of("user", "xattr")));
            assertTrue(Files.getFileStore(file).supportsFileAttributeView(UserDefinedFileAttributeView.class));
            IOException missing = assertThrows(IOException.class, () -> view.size("missing"));
            assertEquals(FaultCode.NOT_FOUND, ((Fault) missing).code());
            IOException small = assertThrows(IOException.class, () -> view.read("a", ByteBuffer.allocate(0)));
            assertEquals(FaultCode.INVALID_REQUEST, ((Fault) small).code());
            assertThrows(ReadOnlyFileSystemException.class, () -> view.write("a", ByteBuffer.allocate(1)));
            assertThrows(ReadOnlyFileSystemException.class, () -> view.delete("a"));
            assertThrows(
                    ReadOnlyFileSystemException.class, () -> Files.setAttribute(file, "xattr:user.a", new byte[1]));
        }
    }

    /** Damages the attributes in the inode of a file with two of them, under a right checksum. */
    private void assertFound(Consumer<byte[]> damage) throws IOException {
        Patient patient = new Patient();
        patient.attributes();
        Volume healthy = patient.open();
        assertEquals(2, healthy.attributeNames(patient.file).size());
        assertArrayEquals(Sample.bytes("four"), healthy.attribute(patient.file, Sample.bytes("user.a")));
        patient.inode(patient.file, damage);
        Volume volume = patient.open();
        assertThrows(CorruptInputException.class, () -> volume.attributeNames(patient.file));
        assertThrows(CorruptInputException.class, () -> volume.attribute(patient.file, Sample.bytes("user.a")));
    }

    private static final int FIRST = Inode.BASE_SIZE + Inode.EXTRA_SIZE + 4;

    @Test
    void valueOutsideItsRoomIsFound() throws IOException {
        assertFound(bytes -> LittleEndian.put16(bytes, FIRST + 2, 90));
    }

    @Test
    void valueAmongTheEntriesIsFound() throws IOException {
        assertFound(bytes -> LittleEndian.put16(bytes, FIRST + 2, 8));
    }

    @Test
    void sizeOfAValueBeyondItsRoomIsFound() throws IOException {
        assertFound(bytes -> LittleEndian.put32(bytes, FIRST + 8, 0xFFFFFFFFL));
    }

    @Test
    void valuesThatOverlapAreFound() throws IOException {
        assertFound(bytes -> {
            for (int at : new int[] {FIRST, FIRST + 20}) {
                LittleEndian.put16(bytes, at + 2, 44);
                LittleEndian.put32(bytes, at + 8, 48);
            }
        });
    }

    @Test
    void nameBeyondTheEndIsFound() throws IOException {
        assertFound(bytes -> LittleEndian.put8(bytes, FIRST, 255));
    }

    @Test
    void wrongHashIsFound() throws IOException {
        assertFound(bytes -> LittleEndian.put32(bytes, FIRST + 12, 1));
    }

    @Test
    void nameWithNulIsFound() throws IOException {
        assertFound(bytes -> LittleEndian.put8(bytes, FIRST + AttributeList.ENTRY, 0));
    }

    @Test
    void valueInodeWithoutTheFeatureIsFound() throws IOException {
        assertFound(bytes -> LittleEndian.put32(bytes, FIRST + 4, 12));
    }

    @Test
    void listWithoutEndIsFound() throws IOException {
        assertFound(bytes -> {
            for (int at = FIRST; at + 20 <= bytes.length; at += 20) {
                LittleEndian.put32(bytes, at, 0x0101);
            }
            for (int at = FIRST + 80; at < bytes.length; at++) {
                bytes[at] = 1;
            }
        });
    }

    @Test
    void blockOutsideTheVolumeIsFound() throws IOException {
        assertFound(bytes -> LittleEndian.put32(bytes, 0x68, 0x7FFFFFFF));
    }

    @Test
    void blockWithoutMagicIsFound() throws IOException {
        assertFound(bytes -> LittleEndian.put32(bytes, 0x68, 100));
    }

    private static void assertAttributes(Map<String, byte[]> expected, Volume volume, long inode) throws IOException {
        TreeSet<String> found = new TreeSet<>();
        for (byte[] name : volume.attributeNames(inode)) {
            assertTrue(found.add(new String(name, StandardCharsets.UTF_8)));
        }
        assertEquals(expected.keySet(), found);
        for (Map.Entry<String, byte[]> entry : expected.entrySet()) {
            assertArrayEquals(entry.getValue(), volume.attribute(inode, Sample.bytes(entry.getKey())), entry.getKey());
        }
        assertNull(volume.attribute(inode, Sample.bytes("user.none")));
        assertNull(volume.attribute(inode, Sample.bytes("system.data")));
    }

    private void set(Path image, String file, Map<String, byte[]> attributes) throws IOException {
        List<String> commands = new ArrayList<>();
        int number = 0;
        for (Map.Entry<String, byte[]> entry : attributes.entrySet()) {
            Path value = Files.write(folder.resolve("value-" + number++), entry.getValue());
            commands.add("ea_set -f " + value + " " + file + " " + entry.getKey());
        }
        Path script = Files.write(folder.resolve("script"), commands);
        RealTool.named("debugfs").run("-w", "-f", script, image).succeeded();
    }

    private Path makeImage(String options) throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        Files.write(source.resolve("file"), Sample.noise(5000, 1));
        Path image = folder.resolve("real.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(32L << 20);
        }
        List<Object> line = new ArrayList<>(List.of("-q", "-F", "-d", source));
        line.addAll(List.of(options.split(" ")));
        line.add(image);
        RealTool.named("mke2fs").run(line.toArray()).succeeded();
        return image;
    }
}
