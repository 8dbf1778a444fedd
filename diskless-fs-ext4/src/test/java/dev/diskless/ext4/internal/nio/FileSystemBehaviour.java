package dev.diskless.ext4.internal.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.ProviderMismatchException;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@link Files} does on the host's own file system and must do on ours. Every test runs on both: what it says is
 * therefore what the JDK does.
 */
abstract class FileSystemBehaviour {

    @TempDir
    Path host;

    /** An empty directory in which everything can be made. */
    abstract Path root() throws IOException;

    /** The same directory after the file system was completed and opened again, if that makes a difference. */
    abstract Path reopened() throws IOException;

    // Content

    @Test
    void contentComesBack() throws IOException {
        Path file = root().resolve("file");
        Files.write(file, "hello\n".getBytes(UTF_8));
        Files.write(root().resolve("empty"), new byte[0]);
        assertEquals("hello\n", Files.readString(reopened().resolve("file")));
        assertEquals(6, Files.size(reopened().resolve("file")));
        assertEquals(0, Files.readAllBytes(reopened().resolve("empty")).length);
    }

    @Test
    void largeContentComesBackWhateverThePieces() throws IOException {
        byte[] bytes = random(3_000_001);
        Path pieces = root().resolve("pieces");
        try (OutputStream out = Files.newOutputStream(pieces)) {
            Random random = new Random(7);
            for (int at = 0; at < bytes.length; ) {
                int count = Math.min(bytes.length - at, 1 + random.nextInt(300_000));
                out.write(bytes, at, count);
                at += count;
            }
        }
        Files.copy(new ByteArrayInputStream(bytes), root().resolve("stream"));
        try (SeekableByteChannel channel = Files.newByteChannel(
                root().resolve("channel"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            assertEquals(bytes.length, channel.write(ByteBuffer.wrap(bytes)));
            assertEquals(bytes.length, channel.position());
            assertEquals(bytes.length, channel.size());
        }
        for (String name : List.of("pieces", "stream", "channel")) {
            assertArrayEquals(bytes, Files.readAllBytes(reopened().resolve(name)), name);
        }
        assertEquals(-1, Files.mismatch(reopened().resolve("pieces"), reopened().resolve("stream")));
    }

    @Test
    void writingAtPositionsFillsGapsWithZeros() throws IOException {
        for (Set<StandardOpenOption> options : List.of(
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE))) {
            Path file = root().resolve("gap" + options.size());
            try (SeekableByteChannel channel = Files.newByteChannel(file, options)) {
                channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
                channel.position(100_000);
                assertEquals(3, channel.size());
                channel.write(ByteBuffer.wrap(new byte[] {4}));
                channel.position(1).write(ByteBuffer.wrap(new byte[] {9}));
                assertEquals(2, channel.position());
                assertEquals(100_001, channel.size());
            }
            byte[] expected = new byte[100_001];
            expected[0] = 1;
            expected[1] = 9;
            expected[2] = 3;
            expected[100_000] = 4;
            assertArrayEquals(expected, Files.readAllBytes(file));
        }
    }

    @Test
    void appendingChannelWritesAtTheEnd() throws IOException {
        Path file = root().resolve("log");
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2}));
            channel.position(0);
            channel.write(ByteBuffer.wrap(new byte[] {3}));
            assertThrows(NonReadableChannelException.class, () -> channel.read(ByteBuffer.allocate(1)));
        }
        assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(reopened().resolve("log")));
    }

    @Test
    void channelReadsWhatItWrote() throws IOException {
        Path file = root().resolve("both");
        try (SeekableByteChannel channel = Files.newByteChannel(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            ByteBuffer target = ByteBuffer.allocate(10);
            assertEquals(-1, channel.read(target));
            channel.position(1);
            assertEquals(2, channel.read(target));
            assertEquals(2, target.get(0));
            assertEquals(0, channel.read(ByteBuffer.allocate(0)));
        }
    }

    @Test
    void readingChannelSeeksAndRefusesWrites() throws IOException {
        Files.write(root().resolve("file"), random(10_000));
        byte[] bytes = random(10_000);
        try (SeekableByteChannel channel = Files.newByteChannel(reopened().resolve("file"))) {
            assertEquals(10_000, channel.size());
            channel.position(9_990);
            ByteBuffer target = ByteBuffer.allocate(100);
            assertEquals(10, channel.read(target));
            assertEquals(bytes[9_990], target.get(0));
            assertEquals(-1, channel.read(target));
            channel.position(50_000);
            assertEquals(-1, channel.read(target));
            assertEquals(50_000, channel.position());
            assertThrows(IllegalArgumentException.class, () -> channel.position(-1));
            assertThrows(NonWritableChannelException.class, () -> channel.write(ByteBuffer.allocate(1)));
            assertThrows(NonWritableChannelException.class, () -> channel.truncate(1));
        }
    }

    @Test
    void closedChannelRefusesEverything() throws IOException {
        Path file = Files.write(root().resolve("file"), new byte[1]);
        SeekableByteChannel channel = Files.newByteChannel(file);
        SeekableByteChannel writing =
                Files.newByteChannel(root().resolve("new"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        for (SeekableByteChannel closed : List.of(channel, writing)) {
            assertTrue(closed.isOpen());
            closed.close();
            closed.close();
            assertFalse(closed.isOpen());
            assertThrows(ClosedChannelException.class, () -> closed.read(ByteBuffer.allocate(1)));
            assertThrows(ClosedChannelException.class, () -> closed.write(ByteBuffer.allocate(1)));
            assertThrows(ClosedChannelException.class, closed::position);
            assertThrows(ClosedChannelException.class, closed::size);
        }
    }

    @Test
    void channelStaysWhereItIsWhenATruncationTakesNothingAway() throws IOException {
        try (SeekableByteChannel channel =
                Files.newByteChannel(root().resolve("t"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            channel.truncate(10);
            assertEquals(3, channel.size());
            assertEquals(3, channel.position());
            assertThrows(IllegalArgumentException.class, () -> channel.truncate(-1));
        }
    }

    @Test
    void contradictingOptionsAreRefused() throws IOException {
        Path file = root().resolve("x");
        assertThrows(
                IllegalArgumentException.class,
                () -> Files.newByteChannel(file, StandardOpenOption.READ, StandardOpenOption.APPEND));
        assertThrows(
                IllegalArgumentException.class,
                () -> Files.newByteChannel(file, StandardOpenOption.APPEND, StandardOpenOption.TRUNCATE_EXISTING));
        assertThrows(NoSuchFileException.class, () -> Files.newByteChannel(file, StandardOpenOption.WRITE));
    }

    @Test
    void zipIsWrittenAndReadThroughTheFileSystem() throws IOException {
        Path zip = root().resolve("a.zip");
        byte[] bytes = random(100_000);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("dir/entry"));
            out.write(bytes);
        }
        try (ZipInputStream in =
                new ZipInputStream(Files.newInputStream(reopened().resolve("a.zip")))) {
            assertEquals("dir/entry", in.getNextEntry().getName());
            assertArrayEquals(bytes, in.readAllBytes());
        }
    }

    @Test
    void inputStreamSkipsAndKnowsItsEnd() throws IOException {
        Files.write(root().resolve("file"), random(5000));
        byte[] bytes = random(5000);
        try (InputStream in = Files.newInputStream(reopened().resolve("file"))) {
            assertEquals(bytes[0] & 0xFF, in.read());
            assertEquals(4000, in.skip(4000));
            assertArrayEquals(Arrays.copyOfRange(bytes, 4001, 5000), in.readAllBytes());
            assertEquals(-1, in.read());
        }
    }

    // Directories

    @Test
    void directoryListsWhatWasMade() throws IOException {
        Path directory = Files.createDirectories(root().resolve("a/b/c"));
        Files.createFile(directory.resolve("file"));
        Files.createDirectory(directory.resolve("sub"));
        Files.createSymbolicLink(
                directory.resolve("link"), directory.getFileSystem().getPath("file"));
        Path again = reopened().resolve("a/b/c");
        try (Stream<Path> list = Files.list(again)) {
            assertEquals(
                    Set.of(again.resolve("file"), again.resolve("sub"), again.resolve("link")),
                    list.collect(Collectors.toSet()));
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(again, "{f,s}*")) {
            assertEquals(Set.of("file", "sub"), names(stream));
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(again, Files::isDirectory)) {
            assertEquals(Set.of("sub"), names(stream));
        }
    }

    private static Set<String> names(Iterable<Path> paths) {
        Set<String> names = new TreeSet<>();
        paths.forEach(path -> names.add(path.getFileName().toString()));
        return names;
    }

    @Test
    void directoryOfManyNamesIsWhole() throws IOException {
        Path directory = Files.createDirectory(root().resolve("many"));
        Set<String> expected = new TreeSet<>();
        for (int i = 0; i < 2000; i++) {
            String name = "entry-with-a-rather-long-name-number-" + i;
            Files.createFile(directory.resolve(name));
            expected.add(name);
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(reopened().resolve("many"))) {
            assertEquals(expected, names(stream));
        }
        assertTrue(Files.exists(reopened().resolve("many/entry-with-a-rather-long-name-number-1234")));
    }

    @Test
    void directoryStreamKeepsTheRulesOfTheJdk() throws IOException {
        Files.createFile(root().resolve("one"));
        DirectoryStream<Path> stream = Files.newDirectoryStream(root());
        Iterator<Path> iterator = stream.iterator();
        assertThrows(IllegalStateException.class, stream::iterator);
        assertEquals("one", iterator.next().getFileName().toString());
        assertFalse(iterator.hasNext());
        assertThrows(NoSuchElementException.class, iterator::next);
        assertThrows(UnsupportedOperationException.class, iterator::remove);
        stream.close();
        stream.close();
        DirectoryStream<Path> closed = Files.newDirectoryStream(root());
        closed.close();
        assertThrows(IllegalStateException.class, closed::iterator);
        try (DirectoryStream<Path> failing = Files.newDirectoryStream(root(), path -> {
            throw new IOException("filter");
        })) {
            Iterator<Path> entries = failing.iterator();
            assertThrows(DirectoryIteratorException.class, entries::hasNext);
        }
    }

    @Test
    void pathsOfAListingAreResolvedAgainstTheDirectoryAsGiven() throws IOException {
        Path directory = Files.createDirectories(root().resolve("d/e"));
        Files.createFile(directory.resolve("f"));
        Path asGiven = root().resolve("d/./e/../e");
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(asGiven)) {
            assertEquals(asGiven.resolve("f"), stream.iterator().next());
        }
    }

    @Test
    void walkMeetsEverythingOnce() throws IOException {
        Files.createDirectories(root().resolve("a/b"));
        Files.createDirectories(root().resolve("c"));
        Files.createFile(root().resolve("a/b/f"));
        Files.createFile(root().resolve("g"));
        Files.createSymbolicLink(
                root().resolve("c/loop"), root().getFileSystem().getPath(".."));
        Path again = reopened();
        try (Stream<Path> walk = Files.walk(again)) {
            assertEquals(
                    Set.of("", "a", "a/b", "a/b/f", "c", "c/loop", "g"),
                    walk.map(path -> again.relativize(path).toString()).collect(Collectors.toSet()));
        }
        try (Stream<Path> found = Files.find(again, 9, (path, facts) -> facts.isRegularFile())) {
            assertEquals(2, found.count());
        }
        List<Path> loops = new ArrayList<>();
        Files.walkFileTree(again, EnumSet.of(FileVisitOption.FOLLOW_LINKS), 20, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                assertInstanceOf(java.nio.file.FileSystemLoopException.class, e);
                loops.add(again.relativize(file));
                return FileVisitResult.CONTINUE;
            }
        });
        assertEquals(1, loops.size());
        assertEquals("c/loop", loops.get(0).toString());
    }

    // Exceptions

    @Test
    void missingThingsAreNoSuchFiles() throws IOException {
        Path missing = root().resolve("missing");
        Path below = root().resolve("missing/below");
        assertThrows(NoSuchFileException.class, () -> Files.newInputStream(missing));
        assertThrows(NoSuchFileException.class, () -> Files.newDirectoryStream(missing));
        assertThrows(NoSuchFileException.class, () -> Files.readAttributes(missing, BasicFileAttributes.class));
        assertThrows(NoSuchFileException.class, () -> Files.readAttributes(missing, "unix:*"));
        assertThrows(NoSuchFileException.class, () -> Files.setLastModifiedTime(missing, FileTime.fromMillis(0)));
        assertThrows(NoSuchFileException.class, () -> Files.createFile(below));
        assertThrows(NoSuchFileException.class, () -> Files.createDirectory(below));
        assertThrows(NoSuchFileException.class, () -> Files.createSymbolicLink(below, missing));
        assertThrows(NoSuchFileException.class, () -> Files.createLink(root().resolve("l"), missing));
        assertThrows(NoSuchFileException.class, () -> Files.readSymbolicLink(missing));
        assertThrows(NoSuchFileException.class, missing::toRealPath);
        assertThrows(NoSuchFileException.class, () -> Files.delete(missing));
        assertThrows(NoSuchFileException.class, () -> Files.copy(missing, root().resolve("t")));
        assertThrows(NoSuchFileException.class, () -> Files.move(missing, root().resolve("t")));
        assertThrows(NoSuchFileException.class, () -> Files.isSameFile(missing, root()));
        assertThrows(NoSuchFileException.class, () -> Files.getFileStore(missing));
        assertThrows(
                NoSuchFileException.class,
                () -> missing.getFileSystem().provider().checkAccess(missing));
        assertFalse(Files.deleteIfExists(missing));
        assertFalse(Files.exists(missing));
        assertTrue(Files.notExists(missing));
        assertFalse(Files.isReadable(missing));
        NoSuchFileException fault = assertThrows(NoSuchFileException.class, () -> Files.size(missing));
        assertEquals(missing.toString(), fault.getFile());
    }

    @Test
    void existingThingsAreNotMadeTwice() throws IOException {
        Path file = Files.createFile(root().resolve("file"));
        Path directory = Files.createDirectory(root().resolve("directory"));
        Path link = Files.createSymbolicLink(
                root().resolve("link"), root().getFileSystem().getPath("nowhere"));
        for (Path there : List.of(file, directory, link)) {
            assertThrows(FileAlreadyExistsException.class, () -> Files.createFile(there));
            assertThrows(FileAlreadyExistsException.class, () -> Files.createDirectory(there));
            assertThrows(FileAlreadyExistsException.class, () -> Files.createSymbolicLink(there, file));
            assertThrows(FileAlreadyExistsException.class, () -> Files.createLink(there, file));
            assertThrows(
                    FileAlreadyExistsException.class, () -> Files.copy(new ByteArrayInputStream(new byte[1]), there));
        }
        assertThrows(FileAlreadyExistsException.class, () -> Files.copy(file, directory));
        assertThrows(FileAlreadyExistsException.class, () -> Files.createDirectory(root().resolve("directory/.")));
        Files.createDirectories(directory);
    }

    @Test
    void filesAreNoDirectories() throws IOException {
        Path file = Files.createFile(root().resolve("file"));
        assertThrows(NotDirectoryException.class, () -> Files.newDirectoryStream(file));
        assertThrows(FileSystemException.class, () -> Files.createFile(file.resolve("below")));
        assertThrows(FileSystemException.class, () -> Files.newInputStream(file.resolve("below")));
        assertThrows(FileSystemException.class, () -> Files.size(file.resolve(".")));
        assertThrows(NotLinkException.class, () -> Files.readSymbolicLink(file));
        assertThrows(NotLinkException.class, () -> Files.readSymbolicLink(root()));
        assertFalse(Files.exists(file.resolve("below")));
    }

    @Test
    void directoriesHaveNoContent() throws IOException {
        Path directory = Files.createDirectory(root().resolve("directory"));
        assertThrows(IOException.class, () -> Files.readAllBytes(directory));
        assertThrows(FileSystemException.class, () -> Files.newOutputStream(directory));
        assertThrows(FileSystemException.class, () -> Files.createLink(root().resolve("hard"), directory));
    }

    @Test
    void tooLongNamesAreRefused() throws IOException {
        Files.createFile(root().resolve("n".repeat(255)));
        Path tooLong = root().resolve("n".repeat(256));
        assertThrows(FileSystemException.class, () -> Files.createFile(tooLong));
        assertThrows(FileSystemException.class, () -> Files.size(tooLong));
        assertFalse(Files.exists(tooLong));
        assertTrue(Files.exists(reopened().resolve("n".repeat(255))));
    }

    @Test
    void nulInAPathIsRefused() throws IOException {
        Path root = root();
        assertThrows(InvalidPathException.class, () -> root.resolve("a\0b"));
    }

    @Test
    void pathsOfOthersAreRefused() throws IOException {
        Path zip = host.resolve("other.zip");
        try (java.nio.file.FileSystem other = java.nio.file.FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            Path foreign = other.getPath("x");
            Path root = root();
            assertThrows(ProviderMismatchException.class, () -> root.resolve(foreign));
            assertThrows(ProviderMismatchException.class, () -> root.relativize(foreign));
            assertThrows(ProviderMismatchException.class, () -> Files.createSymbolicLink(root.resolve("l"), foreign));
            assertThrows(ClassCastException.class, () -> root.compareTo(foreign));
            assertFalse(root.startsWith(foreign));
            assertFalse(root.endsWith(foreign));
            assertNotEquals(root, foreign);
        }
    }

    // Links

    @Test
    void linksAreFollowedAndRead() throws IOException {
        Files.createDirectories(root().resolve("a/b"));
        Files.writeString(root().resolve("a/b/file"), "x");
        link("direct", "a/b/file");
        link("up", "a/b/../b/./file");
        link("dir", "a/b/");
        link("chain", "dir/file");
        link("dangling", "a/missing");
        link("long", "a/" + "./".repeat(100) + "b/file");
        Path again = reopened();
        for (String name : List.of("direct", "up", "dir/file", "chain", "long", "dir/../b/file")) {
            assertEquals("x", Files.readString(again.resolve(name)), name);
            assertTrue(Files.isSameFile(again.resolve(name), again.resolve("a/b/file")), name);
        }
        assertEquals("a/b/file", Files.readSymbolicLink(again.resolve("direct")).toString());
        assertEquals("a/b", Files.readSymbolicLink(again.resolve("dir")).toString());
        assertEquals(
                again.toRealPath().resolve("a/b/file"), again.resolve("chain").toRealPath());
        assertEquals(again.toRealPath().resolve("chain"), again.resolve("chain").toRealPath(LinkOption.NOFOLLOW_LINKS));
        assertTrue(Files.isSymbolicLink(again.resolve("dangling")));
        assertFalse(Files.exists(again.resolve("dangling")));
        assertTrue(Files.exists(again.resolve("dangling"), LinkOption.NOFOLLOW_LINKS));
        assertThrows(NoSuchFileException.class, () -> Files.newInputStream(again.resolve("dangling")));
        assertTrue(Files.isDirectory(again.resolve("dir")));
        assertFalse(Files.isDirectory(again.resolve("dir"), LinkOption.NOFOLLOW_LINKS));
        assertEquals(
                8,
                Files.readAttributes(again.resolve("direct"), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .size());
        assertThrows(
                IOException.class,
                () -> Files.newByteChannel(
                        again.resolve("direct"), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(root().resolve(name), root().getFileSystem().getPath(target));
    }

    @Test
    void loopsOfLinksEnd() throws IOException {
        link("a", "b");
        link("b", "a");
        assertThrows(FileSystemException.class, () -> Files.newInputStream(root().resolve("a")));
        assertThrows(FileSystemException.class, () -> Files.newInputStream(root().resolve("a/below")));
        assertThrows(FileSystemException.class, () -> root().resolve("a").toRealPath());
        assertFalse(Files.exists(root().resolve("a")));
    }

    @Test
    void fortyLinksAreFollowedAndNoMore() throws IOException {
        Files.writeString(root().resolve("l0"), "end");
        for (int i = 1; i <= 41; i++) {
            link("l" + i, "l" + (i - 1));
        }
        assertEquals("end", Files.readString(root().resolve("l40")));
        assertThrows(FileSystemException.class, () -> Files.readString(root().resolve("l41")));
    }

    @Test
    void writingThroughADanglingLinkMakesItsTarget() throws IOException {
        Files.createDirectory(root().resolve("d"));
        link("dangling", "d/target");
        Files.writeString(root().resolve("dangling"), "made");
        assertEquals("made", Files.readString(reopened().resolve("d/target")));
    }

    @Test
    void hardLinksAreOneFile() throws IOException {
        Path file = Files.writeString(root().resolve("file"), "x");
        Files.createLink(root().resolve("other"), file);
        Path again = reopened();
        assertEquals("x", Files.readString(again.resolve("other")));
        assertTrue(Files.isSameFile(again.resolve("file"), again.resolve("other")));
        assertEquals(2, Files.getAttribute(again.resolve("file"), "unix:nlink"));
        assertEquals(
                Files.getAttribute(again.resolve("file"), "unix:ino"),
                Files.getAttribute(again.resolve("other"), "unix:ino"));
        assertEquals(
                Files.readAttributes(again.resolve("file"), BasicFileAttributes.class)
                        .fileKey(),
                Files.readAttributes(again.resolve("other"), BasicFileAttributes.class)
                        .fileKey());
    }

    @Test
    void hardLinkToASymbolicLinkIsTheLink() throws IOException {
        link("link", "nowhere");
        Files.createLink(root().resolve("hard"), root().resolve("link"));
        assertTrue(Files.isSymbolicLink(reopened().resolve("hard")));
    }

    // Attributes

    @Test
    void attributesComeBack() throws IOException {
        Path file = Files.write(root().resolve("file"), new byte[3]);
        FileTime modified = FileTime.from(Instant.parse("2001-02-03T04:05:06.123456789Z"));
        FileTime accessed = FileTime.from(Instant.parse("2040-01-01T00:00:00Z"));
        Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(modified, accessed, null);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x--x"));
        Files.setAttribute(file, "unix:uid", 1000);
        Files.setAttribute(file, "unix:gid", 70_000);
        Path again = reopened().resolve("file");
        PosixFileAttributes facts = Files.readAttributes(again, PosixFileAttributes.class);
        assertEquals(modified, facts.lastModifiedTime());
        assertEquals(accessed, facts.lastAccessTime());
        assertEquals("rwxr-x--x", PosixFilePermissions.toString(facts.permissions()));
        assertEquals(3, facts.size());
        assertTrue(facts.isRegularFile());
        assertFalse(facts.isOther() || facts.isDirectory() || facts.isSymbolicLink());
        Map<String, Object> unix = Files.readAttributes(again, "unix:mode,uid,gid,nlink,rdev");
        assertEquals(Map.of("mode", 0100751, "uid", 1000, "gid", 70_000, "nlink", 1, "rdev", 0L), unix);
        assertEquals(modified, Files.getLastModifiedTime(again));
    }

    @Test
    void modeIsSetWithItsHighBits() throws IOException {
        Path file = Files.createFile(root().resolve("file"));
        Files.setAttribute(file, "unix:mode", 04755);
        assertEquals(0104755, Files.getAttribute(reopened().resolve("file"), "unix:mode"));
    }

    @Test
    void attributesAreReadByNameInTheTypesOfTheJdk() throws IOException {
        Path file = Files.createFile(root().resolve("file"));
        Map<String, Object> all = Files.readAttributes(file, "unix:*");
        Map<String, Class<?>> types = Map.ofEntries(
                Map.entry("mode", Integer.class),
                Map.entry("ino", Long.class),
                Map.entry("dev", Long.class),
                Map.entry("rdev", Long.class),
                Map.entry("nlink", Integer.class),
                Map.entry("uid", Integer.class),
                Map.entry("gid", Integer.class),
                Map.entry("ctime", FileTime.class),
                Map.entry("size", Long.class),
                Map.entry("isOther", Boolean.class),
                Map.entry("lastModifiedTime", FileTime.class));
        types.forEach((name, type) -> assertInstanceOf(type, all.get(name), name));
        assertInstanceOf(Set.class, all.get("permissions"));
        assertEquals(
                Set.of(
                        "size",
                        "creationTime",
                        "lastAccessTime",
                        "lastModifiedTime",
                        "isDirectory",
                        "isRegularFile",
                        "isSymbolicLink",
                        "isOther",
                        "fileKey"),
                Files.readAttributes(file, "*").keySet());
        assertEquals(
                Set.of("size", "isOther"),
                Files.readAttributes(file, "size,isOther").keySet());
        assertEquals(Set.of("owner"), Files.readAttributes(file, "owner:*").keySet());
        assertTrue(Files.readAttributes(file, "posix:*").containsKey("group"));
        assertThrows(IllegalArgumentException.class, () -> Files.readAttributes(file, "posix:nonsense"));
        assertThrows(UnsupportedOperationException.class, () -> Files.readAttributes(file, "nonsense:*"));
        assertThrows(UnsupportedOperationException.class, () -> Files.setAttribute(file, "nonsense:x", 1));
        assertThrows(IllegalArgumentException.class, () -> Files.setAttribute(file, "basic:size", 1L));
        assertThrows(IllegalArgumentException.class, () -> Files.setAttribute(file, "posix:nonsense", 1L));
    }

    @Test
    void linksHaveAttributesOfTheirOwn() throws IOException {
        Path file = Files.createFile(root().resolve("file"));
        link("link", "file");
        Path link = root().resolve("link");
        FileTime time = FileTime.from(Instant.parse("2001-02-03T04:05:06Z"));
        Files.setLastModifiedTime(link, time);
        assertEquals(time, Files.getLastModifiedTime(file));
        Files.setAttribute(link, "unix:uid", 12, LinkOption.NOFOLLOW_LINKS);
        assertEquals(12, Files.getAttribute(reopened().resolve("link"), "unix:uid", LinkOption.NOFOLLOW_LINKS));
        assertEquals(0120777, Files.getAttribute(reopened().resolve("link"), "unix:mode", LinkOption.NOFOLLOW_LINKS));
        assertNotEquals(12, Files.getAttribute(reopened().resolve("link"), "unix:uid"));
    }

    @Test
    void viewsAreGivenByTheirClass() throws IOException {
        Path file = Files.createFile(root().resolve("file"));
        assertEquals(
                "basic",
                Files.getFileAttributeView(file, BasicFileAttributeView.class).name());
        assertEquals(
                "posix",
                Files.getFileAttributeView(file, PosixFileAttributeView.class).name());
        FileOwnerAttributeView owner = Files.getFileAttributeView(file, FileOwnerAttributeView.class);
        assertEquals("owner", owner.name());
        owner.setOwner(file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("4711"));
        assertEquals(4711, Files.getAttribute(file, "unix:uid"));
        assertEquals("4711", Files.getOwner(reopened().resolve("file")).getName());
    }

    @Test
    void principalsAreEqualByTheirNumber() throws IOException {
        var principals = root().getFileSystem().getUserPrincipalLookupService();
        assertEquals(principals.lookupPrincipalByName("4711"), principals.lookupPrincipalByName("4711"));
        assertNotEquals(principals.lookupPrincipalByName("4711"), principals.lookupPrincipalByName("4712"));
        assertNotEquals(principals.lookupPrincipalByName("4711"), principals.lookupPrincipalByGroupName("4711"));
        assertThrows(
                java.nio.file.attribute.UserPrincipalNotFoundException.class,
                () -> principals.lookupPrincipalByName("nobody-has-this-name"));
    }

    @Test
    void accessIsWhatTheModeSays() throws IOException {
        Path file = Files.createFile(root().resolve("file"));
        assertTrue(Files.isReadable(file));
        assertTrue(Files.isWritable(file));
        assertFalse(Files.isExecutable(file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertTrue(Files.isExecutable(file));
        assertTrue(Files.isExecutable(root()));
    }

    @Test
    void dotFilesAreHidden() throws IOException {
        assertTrue(Files.isHidden(root().resolve(".profile")));
        assertFalse(Files.isHidden(root().resolve("profile")));
        assertFalse(Files.isHidden(root().getRoot()));
    }

    @Test
    void storeKnowsItsViewsAndItsRoom() throws IOException {
        var store = Files.getFileStore(root());
        for (String view : List.of("basic", "posix", "owner", "unix")) {
            assertTrue(root().getFileSystem().supportedFileAttributeViews().contains(view), view);
        }
        assertTrue(store.supportsFileAttributeView("posix"));
        assertTrue(store.supportsFileAttributeView(PosixFileAttributeView.class));
        assertFalse(store.supportsFileAttributeView("nonsense"));
        assertTrue(store.getTotalSpace() >= store.getUnallocatedSpace());
        assertTrue(store.getUsableSpace() > 0);
        assertEquals(store.getTotalSpace(), store.getAttribute("totalSpace"));
        assertTrue(store.getBlockSize() >= 512);
    }

    // Copies

    @Test
    void copiesCarryContentAndAttributes() throws IOException {
        Path file = Files.write(root().resolve("file"), random(200_000));
        FileTime time = FileTime.from(Instant.parse("2001-02-03T04:05:06Z"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx-----x"));
        Files.setAttribute(file, "unix:uid", 33);
        Files.setLastModifiedTime(file, time);
        Files.copy(file, root().resolve("plain"));
        Files.copy(file, root().resolve("full"), StandardCopyOption.COPY_ATTRIBUTES);
        Path directory = Files.createDirectory(root().resolve("directory"));
        Files.createFile(directory.resolve("inside"));
        Files.copy(directory, root().resolve("bare"));
        link("link", "file");
        Files.copy(root().resolve("link"), root().resolve("target"));
        Files.copy(root().resolve("link"), root().resolve("same"), LinkOption.NOFOLLOW_LINKS);
        Files.copy(file, file);
        Path again = reopened();
        assertEquals(-1, Files.mismatch(again.resolve("file"), again.resolve("plain")));
        assertEquals(-1, Files.mismatch(again.resolve("file"), again.resolve("target")));
        assertEquals(0100701, Files.getAttribute(again.resolve("full"), "unix:mode"));
        assertEquals(33, Files.getAttribute(again.resolve("full"), "unix:uid"));
        assertEquals(time, Files.getLastModifiedTime(again.resolve("full")));
        assertNotEquals(33, Files.getAttribute(again.resolve("plain"), "unix:uid"));
        try (Stream<Path> list = Files.list(again.resolve("bare"))) {
            assertEquals(0, list.count());
        }
        assertEquals("file", Files.readSymbolicLink(again.resolve("same")).toString());
    }

    @Test
    void copiesFromAndToTheHost() throws IOException {
        byte[] bytes = random(300_000);
        Path outside = Files.write(host.resolve("outside"), bytes);
        FileTime time = FileTime.from(Instant.parse("2011-02-03T04:05:06Z"));
        Files.setLastModifiedTime(outside, time);
        Files.copy(outside, root().resolve("in"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(outside, root().resolve("in2"), StandardCopyOption.REPLACE_EXISTING);
        Path back = Files.copy(reopened().resolve("in"), host.resolve("back"), StandardCopyOption.COPY_ATTRIBUTES);
        assertArrayEquals(bytes, Files.readAllBytes(back));
        assertEquals(time, Files.getLastModifiedTime(back));
        assertEquals(-1, Files.mismatch(outside, reopened().resolve("in2")));
    }

    // Names

    @Test
    void unusualNamesComeBack() throws IOException {
        List<String> names = List.of(
                "line\nbreak",
                "quote\"'`$",
                " leading and trailing ",
                "back\\slash",
                "tab\t",
                "ümläut-日本語-\uD83D\uDE00",
                "%41?#&+",
                "-rf",
                "*",
                "a:b",
                ".hidden",
                "...");
        for (String name : names) {
            Files.writeString(root().resolve(name), name);
        }
        Path again = reopened();
        try (Stream<Path> list = Files.list(again)) {
            assertEquals(
                    new TreeSet<>(names),
                    list.map(path -> path.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new)));
        }
        for (String name : names) {
            assertEquals(name, Files.readString(again.resolve(name)));
        }
    }

    // Paths

    @Test
    void pathAlgebraIsThatOfTheHost() throws IOException {
        List<String> samples = List.of(
                "",
                "/",
                "a",
                "/a",
                "a/b",
                "/a/b",
                "a/b/c",
                "/a/b/c",
                ".",
                "..",
                "../a",
                "a/..",
                "a/../b",
                "/..",
                "/../a",
                "./a",
                "a/.",
                "a/./b",
                "../..",
                "../../a/b",
                "a//b///c/",
                "/a/../../b",
                "b",
                "/b/c",
                "a.b",
                "...",
                "a/b/../..",
                "../b/../c");
        var fileSystem = root().getFileSystem();
        StringBuilder results = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (String one : samples) {
            describe(fileSystem.getPath(one), results);
            describe(Path.of(one), expected);
            for (String two : samples) {
                describe(fileSystem.getPath(one), fileSystem.getPath(two), results);
                describe(Path.of(one), Path.of(two), expected);
            }
        }
        assertEquals(expected.toString(), results.toString());
        assertEquals(
                Path.of("a", "", "b/", "/c").toString(),
                fileSystem.getPath("a", "", "b/", "/c").toString());
        assertEquals(Path.of("", "a").toString(), fileSystem.getPath("", "a").toString());
        assertEquals(Path.of("/", "a").toString(), fileSystem.getPath("/", "a").toString());
    }

    private static void describe(Path path, StringBuilder out) {
        out.append(path).append(": ");
        out.append(path.isAbsolute()).append(' ');
        out.append(path.getRoot()).append(' ');
        out.append(path.getFileName()).append(' ');
        out.append(path.getParent()).append(' ');
        out.append(path.getNameCount()).append(' ');
        out.append(path.normalize()).append(' ');
        for (Path name : path) {
            out.append(name).append(',');
        }
        for (int begin = 0; begin <= path.getNameCount(); begin++) {
            for (int end = begin; end <= path.getNameCount(); end++) {
                int from = begin;
                int to = end;
                out.append(attempt(() -> path.subpath(from, to))).append(';');
            }
        }
        out.append(attempt(() -> path.getName(path.getNameCount()))).append('\n');
    }

    private static void describe(Path one, Path two, StringBuilder out) {
        out.append(one).append(" and ").append(two).append(": ");
        out.append(one.resolve(two)).append(' ');
        out.append(one.resolveSibling(two)).append(' ');
        out.append(attempt(() -> one.relativize(two))).append(' ');
        out.append(one.startsWith(two)).append(' ');
        out.append(one.endsWith(two)).append(' ');
        out.append(one.equals(two)).append(' ');
        out.append(Integer.signum(one.compareTo(two))).append(' ');
        out.append(one.startsWith(two.toString()) == one.startsWith(two)).append('\n');
    }

    private static String attempt(java.util.function.Supplier<Path> operation) {
        try {
            return operation.get().toString();
        } catch (IllegalArgumentException e) {
            return "IllegalArgumentException";
        }
    }

    @Test
    void pathsAreEqualByFileSystemAndName() throws IOException {
        Path root = root();
        assertEquals(root.resolve("a/b"), root.resolve("a").resolve("b"));
        assertEquals(
                root.resolve("a/b").hashCode(), root.resolve("a").resolve("b").hashCode());
        assertNotEquals(root.resolve("a"), root.resolve("A"));
        assertEquals(root.toRealPath(), root.toRealPath().toAbsolutePath());
        assertThrows(UnsupportedOperationException.class, () -> {
            if (root.getFileSystem() == java.nio.file.FileSystems.getDefault()) {
                throw new UnsupportedOperationException();
            }
            root.toFile();
        });
    }

    @Test
    void globsMatchAsOnTheHost() throws IOException {
        List<String> globs = List.of(
                "*",
                "**",
                "?",
                "*.java",
                "*.{java,class}",
                "foo.?",
                "/home/*/*",
                "/home/**",
                "C:\\\\*",
                "[a-c]*",
                "[!a-c]*",
                "[^a]*",
                "[-a]",
                "[a-]",
                "[\\\\]",
                "{a,b*,**/c}",
                "a.b",
                "a\\*b",
                "(a|b)",
                "+",
                "$^",
                "x&&y",
                "[&&]",
                "[a&&b]",
                "**/x",
                "{}",
                "{a}",
                "*\n*",
                "[[]",
                "é*",
                "a,b",
                "}",
                "{,a}");
        List<String> paths = List.of(
                "",
                "a",
                "b",
                "c",
                "d",
                "A.java",
                "A.class",
                "a/A.java",
                "foo.x",
                "foo.xx",
                "/home/u/f",
                "/home/u/g/h",
                "/home/u",
                "C:\\x",
                "-",
                "]",
                "\\",
                "b/x/c",
                "a.b",
                "aXb",
                "a*b",
                "(a|b)",
                "+",
                "$^",
                "x&&y",
                "&",
                "x",
                "q/x",
                "line\nbreak",
                "[",
                "élan",
                "a,b",
                "}",
                "^",
                "^a",
                "/");
        var fileSystem = root().getFileSystem();
        for (String glob : globs) {
            for (String syntax : List.of("glob:", "GLOB:")) {
                PathMatcher ours = fileSystem.getPathMatcher(syntax + glob);
                PathMatcher theirs = java.nio.file.FileSystems.getDefault().getPathMatcher(syntax + glob);
                for (String path : paths) {
                    if (path.contains("\n")) {
                        continue; // The JDK's ** stops at line breaks.
                    }
                    assertEquals(
                            theirs.matches(Path.of(path)),
                            ours.matches(fileSystem.getPath(path)),
                            glob + " on " + path);
                }
            }
        }
        assertTrue(fileSystem.getPathMatcher("regex:a.c").matches(fileSystem.getPath("abc")));
        for (String bad : List.of(
                "glob:[a",
                "glob:[]]",
                "glob:[!]]",
                "glob:{a",
                "glob:{a{b}}",
                "glob:[b-a]",
                "glob:a\\",
                "glob:[/]",
                "regex:(")) {
            assertThrows(PatternSyntaxException.class, () -> fileSystem.getPathMatcher(bad), bad);
        }
        assertThrows(UnsupportedOperationException.class, () -> fileSystem.getPathMatcher("nonsense:a"));
        assertThrows(IllegalArgumentException.class, () -> fileSystem.getPathMatcher("a"));
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(42).nextBytes(bytes);
        return bytes;
    }
}
