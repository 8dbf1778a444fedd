package dev.diskless.ext4.internal.nio;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@link Files} does with objects that are there already. Every test runs on the host's own file system and on
 * ours: what it says is therefore what the JDK does. The host must be Linux with attributes of users.
 */
abstract class ChangeBehaviour {

    @TempDir
    Path host;

    /** An empty directory in which everything can be changed. */
    abstract Path root() throws IOException;

    private Path at(String name) throws IOException {
        return root().resolve(name);
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(at(name), content);
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(at(name), root().getFileSystem().getPath(target));
    }

    // Deleting

    @Test
    void filesLinksAndEmptyDirectoriesAreDeleted() throws IOException {
        file("file", "x");
        link("link", "file");
        link("dangling", "nowhere");
        Files.createDirectory(at("directory"));
        for (String name : List.of("link", "dangling", "file", "directory")) {
            Files.delete(at(name));
            assertFalse(Files.exists(at(name), LinkOption.NOFOLLOW_LINKS), name);
            assertThrows(NoSuchFileException.class, () -> Files.delete(at(name)));
            assertFalse(Files.deleteIfExists(at(name)));
        }
        file("again", "x");
        assertTrue(Files.deleteIfExists(at("again")));
        assertThrows(
                FileSystemException.class, () -> Files.delete(file("plain", "x").resolve("below")));
    }

    @Test
    void directoryWithSomethingInItStays() throws IOException {
        Files.createDirectories(at("a/b"));
        assertThrows(DirectoryNotEmptyException.class, () -> Files.delete(at("a")));
        assertThrows(DirectoryNotEmptyException.class, () -> Files.delete(at("a/b/..")));
        assertThrows(FileSystemException.class, () -> Files.delete(at("a/b/.")));
        link("link", "a/b");
        assertThrows(FileSystemException.class, () -> Files.delete(at("link/.")));
        Files.delete(at("link"));
        Files.delete(at("a/b"));
        Files.delete(at("a"));
    }

    @Test
    void contentStaysWithTheOtherName() throws IOException {
        file("one", "content");
        Files.createLink(at("two"), at("one"));
        Files.delete(at("one"));
        assertEquals("content", Files.readString(at("two")));
        assertEquals(1, Files.getAttribute(at("two"), "unix:nlink"));
    }

    @Test
    void directoryIsEmptiedWhileItIsRead() throws IOException {
        Path directory = Files.createDirectory(at("d"));
        for (int i = 0; i < 300; i++) {
            Files.createFile(directory.resolve("file-with-a-name-" + i));
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path path : stream) {
                Files.delete(path);
            }
        }
        Files.delete(directory);
    }

    @Test
    void treeIsDeleted() throws IOException {
        for (String name : List.of("t/a/b/c", "t/d")) {
            Files.createDirectories(at(name));
            Files.write(at(name).resolve("file"), new byte[10_000]);
        }
        link("t/out", "..");
        Twins.removeTree(at("t"));
        assertFalse(Files.exists(at("t")));
        assertTrue(Files.exists(root()));
    }

    @Test
    void numberOfLinksOfADirectoryIsThatOfItsDirectories() throws IOException {
        Files.createDirectories(at("d/e"));
        Files.createDirectories(at("d/f"));
        assertEquals(4, Files.getAttribute(at("d"), "unix:nlink"));
        Files.delete(at("d/e"));
        Files.move(at("d/f"), at("g"));
        assertEquals(2, Files.getAttribute(at("d"), "unix:nlink"));
    }

    // Moving

    @Test
    void objectsAreMoved() throws IOException {
        file("file", "content");
        link("link", "file");
        Files.createDirectories(at("d/e"));
        file("d/e/inside", "inside");
        Files.createDirectory(at("to"));
        Object inode = Files.getAttribute(at("file"), "unix:ino");
        Files.move(at("file"), at("to/renamed"));
        assertEquals(inode, Files.getAttribute(at("to/renamed"), "unix:ino"));
        Files.move(at("link"), at("to/link"));
        Files.move(at("d"), at("to/d"));
        assertEquals("content", Files.readString(at("to/renamed")));
        assertEquals("file", Files.readSymbolicLink(at("to/link")).toString());
        assertEquals("inside", Files.readString(at("to/d/e/inside")));
        assertEquals("content", Files.readString(at("to/d/../renamed")));
        for (String gone : List.of("file", "link", "d")) {
            assertFalse(Files.exists(at(gone), LinkOption.NOFOLLOW_LINKS));
        }
    }

    @Test
    void moveReplacesOnlyWhenAsked() throws IOException {
        file("new", "new");
        file("old", "old");
        assertThrows(FileAlreadyExistsException.class, () -> Files.move(at("new"), at("old")));
        assertEquals("old", Files.readString(at("old")));
        Files.move(at("new"), at("old"), REPLACE_EXISTING);
        assertEquals("new", Files.readString(at("old")));
        assertFalse(Files.exists(at("new")));
        file("newest", "newest");
        Files.move(at("newest"), at("old"), ATOMIC_MOVE);
        assertEquals("newest", Files.readString(at("old")));
        file("last", "last");
        Files.move(at("last"), at("old"), ATOMIC_MOVE, REPLACE_EXISTING);
        assertEquals("last", Files.readString(at("old")));
    }

    @Test
    void moveReplacesTheLinkAndNotItsTarget() throws IOException {
        file("target", "target");
        link("link", "target");
        file("new", "new");
        Files.move(at("new"), at("link"), REPLACE_EXISTING);
        assertFalse(Files.isSymbolicLink(at("link")));
        assertEquals("target", Files.readString(at("target")));
    }

    @Test
    void moveOntoItselfDoesNothing() throws IOException {
        file("file", "x");
        Files.createLink(at("hard"), at("file"));
        Files.createDirectory(at("d"));
        Files.move(at("file"), at("file"));
        Files.move(at("file"), at("d/../file"));
        Files.move(at("file"), at("hard"));
        Files.move(at("file"), at("hard"), ATOMIC_MOVE);
        Files.move(at("d"), at("d"));
        Files.move(at("d"), at("d"), ATOMIC_MOVE);
        assertEquals("x", Files.readString(at("file")));
        assertEquals("x", Files.readString(at("hard")));
        assertTrue(Files.isDirectory(at("d")));
    }

    @Test
    void directoryCannotBeMovedIntoItself() throws IOException {
        Files.createDirectories(at("d/e"));
        link("alias", "d");
        assertThrows(FileSystemException.class, () -> Files.move(at("d"), at("d/e/f")));
        assertThrows(FileSystemException.class, () -> Files.move(at("d"), at("alias/f"), ATOMIC_MOVE));
        assertThrows(FileSystemException.class, () -> Files.move(at("d/."), at("f")));
        assertThrows(FileSystemException.class, () -> Files.move(at("d/e/.."), at("f")));
        assertThrows(FileSystemException.class, () -> Files.move(at("d/e"), at("d"), ATOMIC_MOVE));
        assertThrows(DirectoryNotEmptyException.class, () -> Files.move(at("d/e"), at("d"), REPLACE_EXISTING));
        assertTrue(Files.isDirectory(at("d/e")));
    }

    @Test
    void directoriesAreReplacedIfTheyAreEmpty() throws IOException {
        Files.createDirectories(at("full/inside"));
        Files.createDirectory(at("empty"));
        Files.createDirectory(at("atomic"));
        file("file", "x");
        assertThrows(DirectoryNotEmptyException.class, () -> Files.move(at("empty"), at("full"), REPLACE_EXISTING));
        assertThrows(DirectoryNotEmptyException.class, () -> Files.move(at("file"), at("full"), REPLACE_EXISTING));
        assertThrows(FileSystemException.class, () -> Files.move(at("empty"), at("full"), ATOMIC_MOVE));
        assertThrows(FileSystemException.class, () -> Files.move(at("file"), at("empty"), ATOMIC_MOVE));
        assertThrows(FileSystemException.class, () -> Files.move(at("empty"), at("file"), ATOMIC_MOVE));
        Files.move(at("full"), at("atomic"), ATOMIC_MOVE);
        Files.move(at("atomic"), at("empty"), REPLACE_EXISTING);
        assertTrue(Files.isDirectory(at("empty/inside")));
        Files.createDirectory(at("other"));
        Files.move(at("file"), at("other"), REPLACE_EXISTING);
        assertEquals("x", Files.readString(at("other")));
        Files.move(at("empty"), at("other"), REPLACE_EXISTING);
        assertTrue(Files.isDirectory(at("other/inside")));
    }

    @Test
    void moveNeedsSourceAndPlace() throws IOException {
        file("file", "x");
        assertThrows(NoSuchFileException.class, () -> Files.move(at("missing"), at("file"), REPLACE_EXISTING));
        assertThrows(NoSuchFileException.class, () -> Files.move(at("missing"), at("file"), ATOMIC_MOVE));
        assertThrows(NoSuchFileException.class, () -> Files.move(at("file"), at("missing/file")));
        assertThrows(FileSystemException.class, () -> Files.move(at("file"), at("file/below")));
        assertThrows(FileSystemException.class, () -> Files.move(at("file"), at("x".repeat(256))));
        assertThrows(UnsupportedOperationException.class, () -> Files.move(at("file"), at("other"), COPY_ATTRIBUTES));
        assertEquals("x", Files.readString(at("file")));
    }

    // Copying

    @Test
    void copyReplacesOnlyWhenAsked() throws IOException {
        file("new", "new");
        file("old", "old");
        Files.createLink(at("hard"), at("old"));
        assertThrows(FileAlreadyExistsException.class, () -> Files.copy(at("new"), at("old")));
        Files.copy(at("new"), at("old"), REPLACE_EXISTING);
        assertEquals("new", Files.readString(at("old")));
        assertEquals("old", Files.readString(at("hard")));
        Files.createDirectories(at("d/e"));
        assertThrows(DirectoryNotEmptyException.class, () -> Files.copy(at("new"), at("d"), REPLACE_EXISTING));
        Files.copy(at("new"), at("d/e"), REPLACE_EXISTING);
        assertEquals("new", Files.readString(at("d/e")));
        Files.copy(at("new"), at("new"), REPLACE_EXISTING);
        assertEquals("new", Files.readString(at("new")));
        assertThrows(NoSuchFileException.class, () -> Files.copy(at("missing"), at("new"), REPLACE_EXISTING));
        assertEquals("new", Files.readString(at("new")));
        assertThrows(UnsupportedOperationException.class, () -> Files.copy(at("new"), at("x"), ATOMIC_MOVE));
    }

    @Test
    void copyCarriesAttributesOfUsers() throws IOException {
        file("file", "x");
        Files.setAttribute(at("file"), "user:a", new byte[] {1, 2});
        FileTime time = FileTime.from(Instant.parse("2003-02-01T00:00:00Z"));
        Files.setLastModifiedTime(at("file"), time);
        Files.copy(at("file"), at("full"), COPY_ATTRIBUTES);
        Files.copy(at("file"), at("plain"));
        assertArrayEquals(new byte[] {1, 2}, (byte[]) Files.getAttribute(at("full"), "user:a"));
        assertEquals(time, Files.getLastModifiedTime(at("full")));
        assertThrows(FileSystemException.class, () -> Files.getAttribute(at("plain"), "user:a"));
    }

    // Attributes

    @Test
    void attributesOfUsersAreWrittenAndDeleted() throws IOException {
        for (Path path : List.of(file("file", "x"), Files.createDirectory(at("directory")))) {
            UserDefinedFileAttributeView view = Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
            ByteBuffer source = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}, 1, 2);
            assertEquals(2, view.write("one", source));
            assertFalse(source.hasRemaining());
            assertEquals(0, view.write("empty", ByteBuffer.allocate(0)));
            Files.setAttribute(path, "user:two", new byte[] {5});
            Files.setAttribute(path, "user:three", ByteBuffer.wrap(new byte[] {6, 7}));
            assertEquals(
                    List.of("empty", "one", "three", "two"),
                    view.list().stream().sorted().toList());
            assertEquals(2, view.size("one"));
            ByteBuffer target = ByteBuffer.allocate(10);
            assertEquals(2, view.read("one", target));
            assertEquals(2, target.get(0));
            view.write("one", StandardCharsets.UTF_8.encode("longer than before"));
            Map<String, Object> all = Files.readAttributes(path, "user:*");
            assertEquals(4, all.size());
            assertArrayEquals("longer than before".getBytes(StandardCharsets.UTF_8), (byte[]) all.get("one"));
            view.delete("one");
            assertThrows(FileSystemException.class, () -> view.delete("one"));
            assertThrows(FileSystemException.class, () -> view.size("one"));
            assertThrows(FileSystemException.class, () -> view.write("n".repeat(251), ByteBuffer.allocate(1)));
            assertThrows(ClassCastException.class, () -> Files.setAttribute(path, "user:text", "text"));
            assertEquals(3, view.list().size());
        }
        link("link", "nowhere");
        assertThrows(
                FileSystemException.class,
                () -> Files.getFileAttributeView(
                                at("link"), UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .write("one", ByteBuffer.allocate(1)));
    }

    @Test
    void timesFollowWhatHappens() throws IOException {
        FileTime old = FileTime.from(Instant.parse("2003-02-01T00:00:00Z"));
        Path directory = Files.createDirectory(at("d"));
        Path file = file("d/file", "x");
        for (ThrowingRunnable change : List.<ThrowingRunnable>of(
                () -> Files.createFile(directory.resolve("new")),
                () -> Files.move(directory.resolve("new"), directory.resolve("newer")),
                () -> Files.createLink(directory.resolve("hard"), file),
                () -> Files.delete(directory.resolve("newer")))) {
            Files.setLastModifiedTime(directory, old);
            change.run();
            assertTrue(Files.getLastModifiedTime(directory).compareTo(old) > 0);
        }
        Files.setLastModifiedTime(file, old);
        Files.setAttribute(file, "user:a", new byte[1]);
        Files.setAttribute(file, "unix:mode", 0600);
        assertEquals(old, Files.getLastModifiedTime(file));
        Files.write(file, new byte[0]);
        assertTrue(Files.getLastModifiedTime(file).compareTo(old) > 0);
    }

    private interface ThrowingRunnable {
        void run() throws IOException;
    }

    @Test
    void temporaryFilesAreMade() throws IOException {
        Path directory = Files.createTempDirectory(root(), "temporary");
        Path file = Files.createTempFile(directory, "a", ".b");
        Files.writeString(file, "x");
        assertEquals(directory, file.getParent());
        assertTrue(Files.readAttributes(file, BasicFileAttributes.class).isRegularFile());
        Files.delete(file);
        Files.delete(directory);
    }

    @Test
    void hardLinksAreTheSameFileUntilOneIsReplaced() throws IOException {
        file("one", "1");
        Files.createLink(at("two"), at("one"));
        assertTrue(Files.isSameFile(at("one"), at("two")));
        file("new", "new");
        Files.move(at("new"), at("two"), REPLACE_EXISTING);
        assertFalse(Files.isSameFile(at("one"), at("two")));
        assertEquals("1", Files.readString(at("one")));
        assertEquals(0, Files.mismatch(at("one"), at("two")));
    }

    // Paths after changes

    @Test
    void pathLeadsWhereItsNamesAreNow() throws IOException {
        Files.createDirectories(at("a/b"));
        file("a/b/file", "1");
        assertEquals("1", Files.readString(at("a/b/file")));
        Files.move(at("a"), at("c"));
        assertThrows(NoSuchFileException.class, () -> Files.readString(at("a/b/file")));
        Files.createDirectories(at("a/b"));
        assertFalse(Files.exists(at("a/b/file")));
        file("a/b/file", "2");
        assertEquals("2", Files.readString(at("a/b/file")));
        assertEquals("1", Files.readString(at("c/b/file")));
        Files.delete(at("a/b/file"));
        Files.delete(at("a/b"));
        assertThrows(NoSuchFileException.class, () -> file("a/b/file", "3"));
        link("a/b", "../c/b");
        assertEquals("1", Files.readString(at("a/b/file")));
        Files.delete(at("a/b"));
        file("a/b", "no directory");
        assertThrows(FileSystemException.class, () -> Files.readString(at("a/b/file")));
    }

    @Test
    void factsOfDirectoriesAreThoseOfNow() throws IOException {
        Files.createDirectories(at("a/b/c"));
        link("a/b/self", ".");
        link("a/b/up", "../b");
        FileTime time = FileTime.from(Instant.parse("2001-02-03T04:05:06Z"));
        for (String path : List.of("a/b/.", "a/b/c/..", "a/b/self", "a/b/up", "a/b/self/.", "a/b")) {
            time = FileTime.fromMillis(time.toMillis() + 1000);
            assertFalse(Files.exists(at("a/b/missing")));
            assertFalse(Files.exists(at("a/b/c/missing")));
            Files.setLastModifiedTime(at("a/b"), time);
            assertEquals(time, Files.getLastModifiedTime(at(path)), path);
        }
    }

    @Test
    void linkIsFollowedOrNotAsAsked() throws IOException {
        Files.createDirectories(at("a/b"));
        file("a/b/file", "content");
        link("a/b/link", "file");
        for (int i = 0; i < 3; i++) {
            assertTrue(Files.isSymbolicLink(at("a/b/link")));
            assertEquals(7, Files.size(at("a/b/link")));
            assertFalse(Files.isSymbolicLink(at("a/b/file")));
            assertEquals("content", Files.readString(at("a/b/link")));
        }
    }
}
