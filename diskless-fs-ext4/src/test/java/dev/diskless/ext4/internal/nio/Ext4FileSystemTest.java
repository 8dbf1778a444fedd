package dev.diskless.ext4.internal.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.ext4.fault.CorruptFileSystemException;
import dev.diskless.ext4.fault.Ext4FileSystemException;
import dev.diskless.ext4.fault.FileSystemFullException;
import dev.diskless.ext4.fault.UnsupportedFileSystemFeatureException;
import dev.diskless.ext4.internal.NewInode;
import dev.diskless.ext4.internal.Volume;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.ImageFullException;
import dev.diskless.fault.UnsupportedFeatureException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is particular to this file system, and what it does with a volume that fails. */
class Ext4FileSystemTest {

    private final ModelVolume volume = new ModelVolume();
    private Ext4FileSystem fileSystem;
    private Path root;

    @BeforeEach
    void open() throws IOException {
        fileSystem = Ext4FileSystemProvider.over(volume, null);
        root = fileSystem.getPath("/");
    }

    // Names

    @Test
    void namesThatAreNotUtf8ComeBack() throws IOException {
        byte[] raw = NameCodecTest.bytes('c', 'a', 'f', 0xE9);
        volume.create(Volume.ROOT, raw, new NewInode(0100644, 0, 0, 0, 0), null);
        Path listed;
        try (Stream<Path> list = Files.list(root)) {
            listed = list.findFirst().orElseThrow();
        }
        assertEquals("/caf\uDCE9", listed.toString());
        assertEquals(listed, fileSystem.getPath(listed.toString()));
        assertTrue(Files.exists(listed));
        Files.createSymbolicLink(root.resolve("link"), fileSystem.getPath("caf\uDCE9"));
        assertTrue(Files.isRegularFile(root.resolve("link")));
        assertEquals(listed.getFileName(), Files.readSymbolicLink(root.resolve("link")));
        assertEquals(listed, root.resolve("link").toRealPath());
    }

    @Test
    void addressHoldsTheBytesOfNames() {
        assertEquals(
                "ext4://01234567-89ab-cdef-0123-456789abcdef/a%20b/caf%E9/%E6%97%A5%25",
                fileSystem.getPath("a b", "caf\uDCE9", "日%").toUri().toString());
        assertEquals(
                "ext4://01234567-89ab-cdef-0123-456789abcdef/", root.toUri().toString());
    }

    @Test
    void listingIsInTheOrderOfBytes() throws IOException {
        for (String name : List.of("b", "ä", "B", "a", "\uDCFF", "a.b", "日", "\uD83D\uDE00", "aa")) {
            Files.createFile(root.resolve(name));
        }
        try (Stream<Path> list = Files.list(root)) {
            assertEquals(
                    List.of("B", "a", "a.b", "aa", "b", "ä", "日", "\uD83D\uDE00", "\uDCFF"),
                    list.map(path -> path.getFileName().toString()).toList());
        }
    }

    @Test
    void globMatchesAcrossLineBreaks() throws IOException {
        assertTrue(fileSystem.getPathMatcher("glob:/**/x").matches(fileSystem.getPath("/a\nb/c/x")));
        assertTrue(fileSystem.getPathMatcher("glob:*").matches(fileSystem.getPath("a\nb")));
        assertTrue(fileSystem.getPathMatcher("glob:caf?").matches(fileSystem.getPath("caf\uDCE9")));
    }

    @Test
    void impossibleNamesOfADirectoryAreCorrupt() throws IOException {
        for (String name : List.of("", ".", "..", "../../etc/passwd", "/etc", "a\0b")) {
            long directory = volume.create(
                    Volume.ROOT,
                    ("d" + name.length() + name.hashCode()).getBytes(UTF_8),
                    new NewInode(040755, 0, 0, 0, 0),
                    null);
            volume.addName(directory, name.getBytes(UTF_8), Volume.ROOT);
            Path path = root.resolve("d" + name.length() + name.hashCode());
            assertThrows(CorruptFileSystemException.class, () -> Files.newDirectoryStream(path), name);
        }
    }

    // Links

    @Test
    void linksLeadNowhereButIntoTheFileSystem() throws IOException {
        Files.createDirectories(root.resolve("a/etc"));
        Files.writeString(root.resolve("top"), "inside");
        Files.createSymbolicLink(root.resolve("a/up"), fileSystem.getPath("../../../../../top"));
        Files.createSymbolicLink(root.resolve("a/absolute"), fileSystem.getPath("/top"));
        assertEquals("inside", Files.readString(root.resolve("a/up")));
        assertEquals("inside", Files.readString(root.resolve("a/absolute")));
        assertEquals(root.resolve("top"), root.resolve("a/up").toRealPath());
    }

    @Test
    void loopsAndFilesOnTheWayHaveTypesOfTheirOwn() throws IOException {
        Files.createSymbolicLink(root.resolve("loop"), fileSystem.getPath("loop"));
        assertThrows(FileSystemLoopException.class, () -> Files.size(root.resolve("loop")));
        Files.createFile(root.resolve("file"));
        assertThrows(NotDirectoryException.class, () -> Files.size(root.resolve("file/below")));
        Files.createSymbolicLink(root.resolve("slash"), fileSystem.getPath("file"));
        volume.create(
                Volume.ROOT, "behind".getBytes(UTF_8), new NewInode(0120777, 0, 0, 0, 0), "file/".getBytes(UTF_8));
        assertThrows(NotDirectoryException.class, () -> Files.size(root.resolve("behind")));
    }

    @Test
    void linksWithoutOrWithHugeTargetsAreFaults() throws IOException {
        volume.create(Volume.ROOT, "empty".getBytes(UTF_8), new NewInode(0120777, 0, 0, 0, 0), new byte[0]);
        volume.create(
                Volume.ROOT,
                "huge".getBytes(UTF_8),
                new NewInode(0120777, 0, 0, 0, 0),
                "a/".repeat(30_000).getBytes(UTF_8));
        volume.create(Volume.ROOT, "nul".getBytes(UTF_8), new NewInode(0120777, 0, 0, 0, 0), new byte[] {'a', 0});
        assertThrows(CorruptFileSystemException.class, () -> Files.size(root.resolve("empty")));
        Ext4FileSystemException huge =
                assertThrows(Ext4FileSystemException.class, () -> Files.size(root.resolve("huge")));
        assertEquals(FaultCode.LIMIT_EXCEEDED, huge.code());
        assertThrows(CorruptFileSystemException.class, () -> Files.readSymbolicLink(root.resolve("nul")));
        Path tooLong = fileSystem.getPath("x".repeat(4096));
        assertThrows(Ext4FileSystemException.class, () -> Files.createSymbolicLink(root.resolve("made"), tooLong));
    }

    // Making

    @Test
    void specialFilesAreMadeByTheirMode() throws IOException {
        Files.createFile(root.resolve("null"), of("unix:mode", 020666), of("unix:rdev", DeviceNumber.of(1, 3)));
        Files.createFile(root.resolve("disk"), of("unix:mode", 060660), of("unix:rdev", DeviceNumber.of(259, 300)));
        Files.createFile(root.resolve("fifo"), of("unix:mode", 010600));
        Files.createFile(root.resolve("socket"), of("unix:mode", 0140600));
        assertEquals(List.of(020666, DeviceNumber.of(1, 3)), values("null", "unix:mode", "unix:rdev"));
        assertEquals(List.of(060660, DeviceNumber.of(259, 300)), values("disk", "unix:mode", "unix:rdev"));
        assertEquals(List.of(010600, 0L), values("fifo", "unix:mode", "unix:rdev"));
        assertEquals(List.of(0140600), values("socket", "unix:mode"));
        for (String name : List.of("null", "disk", "fifo", "socket")) {
            assertTrue(Files.readAttributes(root.resolve(name), BasicFileAttributes.class)
                    .isOther());
            assertThrows(UnsupportedFileSystemFeatureException.class, () -> Files.newInputStream(root.resolve(name)));
            assertThrows(
                    UnsupportedFileSystemFeatureException.class,
                    () -> Files.newByteChannel(root.resolve(name), StandardOpenOption.WRITE));
        }
        Files.copy(root.resolve("null"), root.resolve("copy"));
        assertEquals(List.of(020666, DeviceNumber.of(1, 3)), values("copy", "unix:mode", "unix:rdev"));
    }

    private List<Object> values(String name, String... attributes) throws IOException {
        List<Object> values = new ArrayList<>();
        for (String attribute : attributes) {
            values.add(Files.getAttribute(root.resolve(name), attribute, LinkOption.NOFOLLOW_LINKS));
        }
        return values;
    }

    @Test
    void objectsAreMadeWithTheirAttributes() throws IOException {
        FileTime time = FileTime.from(Instant.parse("2001-02-03T04:05:06Z"));
        Files.createFile(
                root.resolve("file"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-rw-rw-")),
                of("unix:uid", 100_000),
                of("unix:gid", 4_000_000_000L),
                of("basic:lastModifiedTime", time));
        assertEquals(
                List.of(0100666, 100_000, (int) 4_000_000_000L), values("file", "unix:mode", "unix:uid", "unix:gid"));
        assertEquals(time, Files.getLastModifiedTime(root.resolve("file")));
        assertEquals(
                "4000000000",
                Files.getAttribute(root.resolve("file"), "posix:group").toString());
        Files.createDirectory(root.resolve("directory"), of("unix:mode", 01777), of("lastModifiedTime", time));
        assertEquals(List.of(041777), values("directory", "unix:mode"));
        Files.createSymbolicLink(root.resolve("link"), fileSystem.getPath("file"), of("unix:uid", 5));
        assertEquals(List.of(0120777, 5), values("link", "unix:mode", "unix:uid"));
        Files.createFile(root.resolve("usual"));
        Files.createDirectory(root.resolve("usual-directory"));
        assertEquals(List.of(0100644, 0, 0), values("usual", "unix:mode", "unix:uid", "unix:gid"));
        assertEquals(List.of(040755), values("usual-directory", "unix:mode"));
    }

    @Test
    void impossibleAttributesAreRefusedAndNothingIsMade() throws IOException {
        Path path = root.resolve("x");
        assertThrows(IllegalArgumentException.class, () -> Files.createFile(path, of("unix:mode", 040755)));
        assertThrows(IllegalArgumentException.class, () -> Files.createFile(path, of("unix:mode", 0120777)));
        assertThrows(IllegalArgumentException.class, () -> Files.createDirectory(path, of("unix:mode", 0100644)));
        assertThrows(IllegalArgumentException.class, () -> Files.createFile(path, of("unix:uid", -1)));
        assertThrows(IllegalArgumentException.class, () -> Files.createFile(path, of("unix:uid", 1L << 32)));
        assertThrows(UnsupportedOperationException.class, () -> Files.createFile(path, of("unix:size", 1)));
        assertThrows(UnsupportedOperationException.class, () -> Files.createFile(path, of("dos:hidden", true)));
        assertFalse(Files.exists(path));
    }

    private static FileAttribute<Object> of(String name, Object value) {
        return new FileAttribute<>() {
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

    @Test
    void emptyFileIsFilledLater() throws IOException {
        Path file = Files.createFile(root.resolve("file"));
        Files.writeString(file, "content");
        assertEquals("content", Files.readString(file));
    }

    @Test
    void copiesGoBetweenTwoFileSystems() throws IOException {
        Files.createSymbolicLink(root.resolve("link"), fileSystem.getPath("nowhere"));
        Files.writeString(root.resolve("file"), "x");
        Ext4FileSystem second = Ext4FileSystemProvider.over(new ModelVolume(), null);
        assertSame(fileSystem.provider(), second.provider());
        Files.copy(root.resolve("link"), second.getPath("/link"), LinkOption.NOFOLLOW_LINKS);
        Files.copy(root.resolve("file"), second.getPath("/file"));
        assertEquals("nowhere", Files.readSymbolicLink(second.getPath("/link")).toString());
        assertEquals("x", Files.readString(second.getPath("/file")));
        assertFalse(Files.isSameFile(root.resolve("file"), second.getPath("/file")));
        assertThrows(FileSystemException.class, () -> Files.createLink(root.resolve("hard"), second.getPath("/file")));
    }

    @Test
    void movesGoBetweenTwoFileSystems() throws IOException {
        ModelVolume other = new ModelVolume();
        Ext4FileSystem second = Ext4FileSystemProvider.over(other, null);
        Path file = Files.writeString(root.resolve("file"), "x");
        FileTime time = FileTime.from(Instant.parse("2001-02-03T04:05:06Z"));
        Files.setAttribute(file, "user:a", new byte[] {1});
        Files.setAttribute(file, "unix:uid", 5);
        Files.setLastModifiedTime(file, time);
        Path target = second.getPath("/moved");
        assertThrows(
                AtomicMoveNotSupportedException.class, () -> Files.move(file, target, StandardCopyOption.ATOMIC_MOVE));
        Files.writeString(target, "old");
        assertThrows(FileAlreadyExistsException.class, () -> Files.move(file, target));
        Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
        assertFalse(Files.exists(file));
        assertEquals("x", Files.readString(target));
        assertEquals(time, Files.getLastModifiedTime(target));
        assertEquals(5, Files.getAttribute(target, "unix:uid"));
        assertArrayEquals(new byte[] {1}, (byte[]) Files.getAttribute(target, "user:a"));
        Files.createDirectories(root.resolve("full/inside"));
        assertThrows(DirectoryNotEmptyException.class, () -> Files.move(root.resolve("full"), second.getPath("/full")));
        assertFalse(Files.exists(second.getPath("/full")));
        Files.move(root.resolve("full/inside"), second.getPath("/inside"));
        assertTrue(Files.isDirectory(second.getPath("/inside")));
        assertFalse(Files.exists(root.resolve("full/inside")));
    }

    @Test
    void copyThatFailsLeavesNothing() throws IOException {
        Path file = Files.write(root.resolve("file"), new byte[10_000]);
        volume.writeFault = new ImageFullException(ImageFullException.detail("no blocks left"));
        assertThrows(FileSystemFullException.class, () -> Files.copy(file, root.resolve("copy")));
        assertFalse(Files.exists(root.resolve("copy")));
        assertEquals(2, volume.inodes());
    }

    // Extended attributes by their full names

    @Test
    void extendedAttributesAreWrittenByTheirFullNames() throws IOException {
        Path file = Files.createFile(root.resolve("file"));
        Files.setAttribute(file, "xattr:security.capability", new byte[] {1, 2});
        Files.setAttribute(file, "xattr:user.a", ByteBuffer.wrap(new byte[] {3}));
        assertEquals(
                Set.of("security.capability", "user.a"),
                Files.readAttributes(file, "xattr:*").keySet());
        assertEquals(Set.of("a"), Files.readAttributes(file, "user:*").keySet());
        Files.setAttribute(file, "xattr:security.capability", null);
        assertEquals(Set.of("user.a"), Files.readAttributes(file, "xattr:*").keySet());
        Ext4FileSystemException fault = assertThrows(
                Ext4FileSystemException.class, () -> Files.setAttribute(file, "xattr:security.capability", null));
        assertEquals(FaultCode.NOT_FOUND, fault.code());
        assertThrows(NullPointerException.class, () -> Files.setAttribute(file, "user:a", null));
        Files.createSymbolicLink(root.resolve("link"), fileSystem.getPath("file"));
        assertThrows(
                Ext4FileSystemException.class,
                () -> Files.setAttribute(root.resolve("link"), "xattr:user.a", new byte[1], LinkOption.NOFOLLOW_LINKS));
        assertThrows(Ext4FileSystemException.class, () -> Files.setAttribute(file, "user:big", new byte[65_537]));
    }

    // Durability

    @Test
    void forcingReachesTheVolumeAfterTheContent() throws IOException {
        Path file = root.resolve("file");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(10));
            assertEquals(List.of(), volume.writes);
            channel.force(true);
            assertEquals(List.of(10), volume.writes);
        }
        Object inode = Files.getAttribute(file, "unix:ino");
        try (FileChannel channel = FileChannel.open(root, StandardOpenOption.READ)) {
            channel.force(true);
        }
        assertEquals(List.of(inode, Volume.ROOT), volume.forced);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND, StandardOpenOption.DSYNC)) {
            channel.write(ByteBuffer.allocate(10));
            channel.write(ByteBuffer.allocate(10));
        }
        assertEquals(List.of(inode, Volume.ROOT, inode, inode), volume.forced);
        assertEquals(List.of(10, 10, 10), volume.writes);
    }

    @Test
    void contentThatOthersCouldNotWriteIsAFaultOfItsChannel() throws IOException {
        Path file = root.resolve("file");
        SeekableByteChannel channel =
                Files.newByteChannel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        channel.write(ByteBuffer.allocate(10));
        volume.writeFault = new ImageFullException(ImageFullException.detail("no blocks left"));
        assertEquals(0, Files.size(file));
        volume.writeFault = null;
        FileSystemFullException fault = assertThrows(FileSystemFullException.class, channel::close);
        assertEquals("/file", fault.getFile());
        assertFalse(channel.isOpen());
        fileSystem.close();
    }

    @Test
    void filesCannotBeMapped() throws IOException {
        try (FileChannel channel =
                FileChannel.open(root.resolve("f"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            assertThrows(UnsupportedOperationException.class, () -> channel.map(FileChannel.MapMode.READ_WRITE, 0, 10));
        }
        assertThrows(
                UnsupportedOperationException.class,
                () -> AsynchronousFileChannel.open(root.resolve("f"), StandardOpenOption.READ));
    }

    // Buffers

    @Test
    void smallWritesReachTheVolumeInLargePieces() throws IOException {
        try (OutputStream out = Files.newOutputStream(root.resolve("file"))) {
            for (int i = 0; i < 100; i++) {
                out.write(new byte[8192]);
            }
        }
        assertEquals(List.of(262_144, 262_144, 262_144, 32_768), volume.writes);
        assertEquals(819_200, Files.size(root.resolve("file")));
    }

    @Test
    void largeWritesPassStraightOn() throws IOException {
        try (SeekableByteChannel channel =
                Files.newByteChannel(root.resolve("file"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(4 << 20));
            channel.write(ByteBuffer.allocate(1 << 20));
        }
        assertEquals(List.of(4 << 20, 1 << 20), volume.writes);
    }

    // Read-only

    @Test
    void finishedFileSystemRefusesEveryChange() throws IOException {
        Files.writeString(root.resolve("file"), "x");
        volume.writable = false;
        Ext4FileSystem readOnly = Ext4FileSystemProvider.over(volume, null);
        Path file = readOnly.getPath("/file");
        Path other = readOnly.getPath("/other");
        assertTrue(readOnly.isReadOnly());
        List<org.junit.jupiter.api.function.Executable> requests = List.of(
                () -> Files.createFile(other),
                () -> Files.createDirectory(other),
                () -> Files.createSymbolicLink(other, file),
                () -> Files.createLink(other, file),
                () -> Files.newOutputStream(other),
                () -> Files.newByteChannel(file, StandardOpenOption.APPEND),
                () -> Files.delete(file),
                () -> Files.delete(other),
                () -> Files.move(file, other),
                () -> Files.copy(file, other),
                () -> Files.newByteChannel(file, StandardOpenOption.DELETE_ON_CLOSE),
                () -> Files.setAttribute(file, "user:a", new byte[1]),
                () -> Files.setAttribute(file, "unix:uid", 1),
                () -> Files.setPosixFilePermissions(file, Set.of()),
                () -> Files.setLastModifiedTime(file, FileTime.fromMillis(0)));
        for (var request : requests) {
            assertThrows(ReadOnlyFileSystemException.class, request);
        }
        assertEquals("x", Files.readString(file));
        assertFalse(Files.isWritable(file));
        assertTrue(Files.isReadable(file));
    }

    // Closing

    @Test
    void closingWritesWhatChannelsHoldAndClosesThem() throws IOException {
        SeekableByteChannel writing =
                Files.newByteChannel(root.resolve("file"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        writing.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        SeekableByteChannel reading = Files.newByteChannel(root.resolve("file"));
        DirectoryStream<Path> directory = Files.newDirectoryStream(root);
        assertEquals(List.of(), volume.writes);
        fileSystem.close();
        fileSystem.close();
        assertEquals(List.of(3), volume.writes);
        assertEquals(1, volume.closed);
        assertFalse(writing.isOpen());
        assertFalse(reading.isOpen());
        assertThrows(ClosedChannelException.class, () -> writing.write(ByteBuffer.allocate(1)));
        assertThrows(IllegalStateException.class, directory::iterator);
        assertThrows(ClosedFileSystemException.class, () -> Files.size(root));
        assertThrows(ClosedFileSystemException.class, () -> Files.createFile(root.resolve("x")));
        assertFalse(fileSystem.isOpen());
    }

    @Test
    void contentThatIsLostInClosingIsAFaultAndTheRestIsKept() throws IOException {
        SeekableByteChannel writing =
                Files.newByteChannel(root.resolve("file"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        writing.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        volume.writeFault = new ImageFullException(ImageFullException.detail("no blocks left"));
        assertThrows(FileSystemFullException.class, fileSystem::close);
        assertEquals(1, volume.closed);
        assertFalse(fileSystem.isOpen());
    }

    @Test
    void ownedDeviceIsClosedOnce() throws IOException {
        List<String> closed = new ArrayList<>();
        Ext4FileSystem owner = Ext4FileSystemProvider.over(new ModelVolume(), () -> closed.add("closed"));
        owner.close();
        owner.close();
        assertEquals(List.of("closed"), closed);
    }

    // Faults

    @Test
    void faultsOfTheVolumeNameTheFile() throws IOException {
        Path file = Files.write(root.resolve("fi\nle"), new byte[10]);
        long inode = (Long) Files.getAttribute(file, "unix:ino");
        volume.readFaults.put(
                inode,
                new CorruptInputException(
                        CorruptInputException.detail("bad extent").at("disk", 4096)));
        try (InputStream in = Files.newInputStream(file)) {
            CorruptFileSystemException fault = assertThrows(CorruptFileSystemException.class, in::read);
            assertEquals(FaultCode.CORRUPT, fault.code());
            assertEquals("/fi\nle", fault.getFile());
            assertEquals(4096, fault.detail().offset());
            assertEquals("disk", fault.detail().path());
            assertFalse(fault.getMessage().contains("\n"));
            assertInstanceOf(CorruptInputException.class, fault.getCause());
        }
        volume.readFaults.put(inode, new UnsupportedFeatureException(UnsupportedFeatureException.detail("encryption")));
        assertThrows(UnsupportedFileSystemFeatureException.class, () -> Files.readAllBytes(file));
        IOException host = new IOException("the disk is gone");
        volume.readFaults.put(inode, host);
        assertSame(host, assertThrows(IOException.class, () -> Files.readAllBytes(file)));
        volume.readFaults.put(Volume.ROOT, new CorruptInputException(CorruptInputException.detail("bad directory")));
        assertThrows(CorruptFileSystemException.class, () -> Files.newDirectoryStream(root));
    }

    @Test
    void fullVolumeIsAFaultOfTheFileOnce() throws IOException {
        volume.createFault = new ImageFullException(ImageFullException.detail("no inodes left"));
        assertThrows(FileSystemFullException.class, () -> Files.createDirectory(root.resolve("d")));
        volume.createFault = null;
        SeekableByteChannel channel =
                Files.newByteChannel(root.resolve("file"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        channel.write(ByteBuffer.allocate(10));
        volume.writeFault = new ImageFullException(ImageFullException.detail("no blocks left"));
        assertThrows(FileSystemFullException.class, () -> channel.write(ByteBuffer.allocate(1 << 20)));
        channel.close();
        fileSystem.close();
        assertEquals(1, volume.closed);
    }

    @Test
    void rootThatIsNoDirectoryIsCorrupt() throws IOException {
        ModelVolume broken = new ModelVolume();
        assertTrue(Files.isDirectory(Ext4FileSystemProvider.over(broken, null).getPath("/")));
        broken.replaceMode(Volume.ROOT, 0100644);
        Path top = Ext4FileSystemProvider.over(broken, null).getPath("/");
        assertThrows(CorruptFileSystemException.class, () -> Files.size(top));
    }

    // The rest

    @Test
    void storeSaysWhatTheVolumeSays() throws IOException {
        volume.capacity = 1000;
        FileStore store = Files.getFileStore(root);
        assertEquals("FAKE", store.name());
        assertEquals("ext4", store.type());
        assertFalse(store.isReadOnly());
        assertEquals(1_024_000, store.getTotalSpace());
        assertEquals(999 * 1024, store.getUsableSpace());
        assertEquals(999 * 1024, store.getUnallocatedSpace());
        assertEquals(1024, store.getBlockSize());
        assertThrows(UnsupportedOperationException.class, () -> store.getAttribute("nonsense"));
    }

    @Test
    void principalsAreNumbers() throws IOException {
        var principals = fileSystem.getUserPrincipalLookupService();
        assertEquals("0", principals.lookupPrincipalByName("0").getName());
        assertEquals(
                "4294967294",
                principals.lookupPrincipalByGroupName("4294967294").getName());
        for (String name : List.of("root", "", "-1", "01", "4294967295", "99999999999")) {
            assertThrows(UserPrincipalNotFoundException.class, () -> principals.lookupPrincipalByName(name));
        }
    }

    @Test
    void watchingIsNotSupported() {
        assertThrows(UnsupportedOperationException.class, fileSystem::newWatchService);
        assertNull(Files.getFileAttributeView(root, java.nio.file.attribute.DosFileAttributeView.class));
    }

    @Test
    void threadsReadWhileOneWrites() throws Exception {
        byte[] bytes = FileSystemBehaviour.random(200_000);
        Files.write(root.resolve("file"), bytes);
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(new Thread(() -> {
                try {
                    for (int round = 0; round < 20; round++) {
                        assertArrayEquals(bytes, Files.readAllBytes(root.resolve("file")));
                        try (Stream<Path> walk = Files.walk(root)) {
                            assertTrue(walk.count() >= 2);
                        }
                    }
                } catch (Throwable e) {
                    failures.add(e);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (int i = 0; i < 50; i++) {
            Files.write(root.resolve("new" + i), new byte[100]);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), failures);
    }
}
