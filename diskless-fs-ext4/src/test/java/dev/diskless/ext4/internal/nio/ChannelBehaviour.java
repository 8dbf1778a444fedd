package dev.diskless.ext4.internal.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.SYNC;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What channels do with files that are there already, on the host's own file system and on ours: what it says is
 * therefore what the JDK does.
 */
abstract class ChannelBehaviour {

    @TempDir
    Path host;

    /** An empty directory in which everything can be changed. */
    abstract Path root() throws IOException;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(root().resolve(name), content);
    }

    private static ByteBuffer bytes(String text) {
        return UTF_8.encode(text);
    }

    private static String read(SeekableByteChannel channel, int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        while (target.hasRemaining() && channel.read(target) >= 0) {
            continue;
        }
        return UTF_8.decode(target.flip()).toString();
    }

    // Opening

    @Test
    void openingOptionsMeanWhatTheyMean() throws IOException {
        assertEquals("12XX5", written(Set.of(WRITE), 2, "XX"));
        assertEquals("12XX5", written(Set.of(WRITE, CREATE), 2, "XX"));
        assertEquals("12XX5", written(Set.of(WRITE, READ), 2, "XX"));
        assertEquals("12XX5", written(Set.of(WRITE, SYNC), 2, "XX"));
        assertEquals("12XX5", written(Set.of(WRITE, DSYNC), 2, "XX"));
        assertEquals("12XX5", written(Set.of(WRITE, SPARSE, LinkOption.NOFOLLOW_LINKS), 2, "XX"));
        assertEquals("12345XX", written(Set.of(APPEND), 2, "XX"));
        assertEquals("12345XX", written(Set.of(APPEND, WRITE, CREATE), 2, "XX"));
        assertEquals("XX", written(Set.of(WRITE, TRUNCATE_EXISTING), 0, "XX"));
        assertEquals("\0\0XX", written(Set.of(WRITE, TRUNCATE_EXISTING), 2, "XX"));
        assertEquals("12345\0\0XX", written(Set.of(WRITE), 7, "XX"));
        assertEquals("12345", written(Set.of(WRITE), 7, ""));
    }

    private String written(Set<? extends OpenOption> options, long position, String text) throws IOException {
        Path file = file("options", "12345");
        try (SeekableByteChannel channel = Files.newByteChannel(file, options)) {
            assertEquals(text.length(), channel.position(position).write(bytes(text)));
        }
        return Files.readString(file);
    }

    @Test
    void openingIsRefusedWhereItCannotBe() throws IOException {
        Path file = file("file", "12345");
        Path link = Files.createSymbolicLink(
                root().resolve("link"), root().getFileSystem().getPath("file"));
        assertThrows(FileAlreadyExistsException.class, () -> Files.newByteChannel(file, WRITE, CREATE_NEW));
        assertThrows(FileAlreadyExistsException.class, () -> Files.newByteChannel(link, WRITE, CREATE_NEW));
        assertThrows(IOException.class, () -> Files.newByteChannel(link, WRITE, LinkOption.NOFOLLOW_LINKS));
        assertThrows(IOException.class, () -> Files.newByteChannel(link, READ, LinkOption.NOFOLLOW_LINKS));
        assertThrows(NoSuchFileException.class, () -> FileChannel.open(root().resolve("missing"), READ, CREATE));
        assertThrows(FileSystemException.class, () -> Files.newByteChannel(root(), WRITE));
        assertThrows(FileSystemException.class, () -> Files.newByteChannel(root(), APPEND, CREATE));
        assertThrows(FileSystemException.class, () -> Files.newByteChannel(file.resolve("below"), WRITE, CREATE));
        assertThrows(NullPointerException.class, () -> Files.newByteChannel(file, READ, null));
        assertEquals("12345", Files.readString(link));
    }

    @Test
    void fileOfDeletingChannelHasNoNameAtItsEnd() throws IOException {
        Path file = root().resolve("temporary");
        try (SeekableByteChannel channel = Files.newByteChannel(file, READ, WRITE, CREATE_NEW, DELETE_ON_CLOSE)) {
            channel.write(bytes("content"));
            assertEquals("content", read(channel.position(0), 20));
        }
        assertFalse(Files.exists(file));
        Path there = file("there", "x");
        Files.newByteChannel(there, DELETE_ON_CLOSE).close();
        assertFalse(Files.exists(there));
    }

    @Test
    void textIsAppendedByWriters() throws IOException {
        Path file = file("log", "one\n");
        try (BufferedWriter writer = Files.newBufferedWriter(file, APPEND)) {
            writer.write("two\n");
        }
        Files.writeString(file, "three\n", APPEND);
        Files.write(file, List.of("four"), APPEND);
        assertEquals(List.of("one", "two", "three", "four"), Files.readAllLines(file));
        Files.writeString(file, "short");
        assertEquals("short", Files.readString(file));
    }

    // One channel

    @Test
    void channelReadsAndWritesAtOnePosition() throws IOException {
        Path file = file("file", "0123456789");
        try (SeekableByteChannel channel = Files.newByteChannel(file, READ, WRITE)) {
            assertEquals("01", read(channel, 2));
            channel.write(bytes("XX"));
            assertEquals("45", read(channel, 2));
            assertEquals(6, channel.position());
            channel.position(12).write(bytes("Y"));
            assertEquals(13, channel.size());
            assertEquals("01XX456789\0\0Y", read(channel.position(0), 20));
            assertEquals(-1, channel.read(ByteBuffer.allocate(1)));
            assertEquals(0, channel.write(ByteBuffer.allocate(0)));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> channel.read(ByteBuffer.allocate(1).asReadOnlyBuffer()));
        }
    }

    @Test
    void channelMakesAFileShorter() throws IOException {
        Path file = file("file", "0123456789");
        try (SeekableByteChannel channel = Files.newByteChannel(file, READ, WRITE)) {
            channel.position(8);
            channel.truncate(4);
            assertEquals(4, channel.position());
            assertEquals(4, channel.size());
            assertEquals(4, Files.size(file));
            channel.position(1).truncate(3);
            assertEquals(1, channel.position());
            channel.position(5).write(bytes("x"));
            channel.truncate(100);
            assertEquals(6, channel.size());
        }
        assertEquals("012\0\0x", Files.readString(file));
        try (SeekableByteChannel channel = Files.newByteChannel(file, APPEND)) {
            assertEquals(6, channel.position());
            channel.truncate(2).write(bytes("y"));
            assertEquals(3, channel.position());
        }
        assertEquals("01y", Files.readString(file));
    }

    @Test
    void fileChannelReadsAndWritesAnywhere() throws IOException {
        Path file = file("file", "0123456789");
        try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
            assertEquals(3, channel.write(bytes("abc"), 2));
            ByteBuffer target = ByteBuffer.allocate(20);
            assertEquals(6, channel.read(target, 4));
            assertEquals("c56789", UTF_8.decode(target.flip()).toString());
            assertEquals(-1, channel.read(ByteBuffer.allocate(1), 10));
            assertEquals(0, channel.position());
            assertThrows(IllegalArgumentException.class, () -> channel.read(ByteBuffer.allocate(1), -1));
            assertThrows(IllegalArgumentException.class, () -> channel.write(ByteBuffer.allocate(1), -1));
            ByteBuffer[] parts = {ByteBuffer.allocate(1), ByteBuffer.allocate(2), ByteBuffer.allocate(20)};
            assertEquals(3, channel.read(parts, 0, 2));
            assertEquals(7, channel.read(parts));
            assertEquals(-1, channel.read(parts));
            assertEquals(4, channel.write(new ByteBuffer[] {bytes("X"), bytes("YZ"), bytes(""), bytes("!")}));
            assertThrows(IndexOutOfBoundsException.class, () -> channel.write(parts, 2, 2));
            channel.force(true);
            channel.force(false);
        }
        assertEquals("01abc56789XYZ!", Files.readString(file));
        try (FileChannel channel = FileChannel.open(file, APPEND)) {
            channel.write(bytes("end"), 0);
        }
        assertEquals("01abc56789XYZ!end", Files.readString(file));
    }

    @Test
    void channelsRefuseWhatTheyWereNotOpenedFor() throws IOException {
        Path file = file("file", "0123456789");
        try (FileChannel reading = FileChannel.open(file, READ);
                FileChannel writing = FileChannel.open(file, WRITE)) {
            assertThrows(NonWritableChannelException.class, () -> reading.write(bytes("x")));
            assertThrows(NonWritableChannelException.class, () -> reading.write(bytes("x"), 1));
            assertThrows(NonWritableChannelException.class, () -> reading.truncate(1));
            assertThrows(NonWritableChannelException.class, () -> reading.transferFrom(reading, 0, 1));
            assertThrows(NonWritableChannelException.class, () -> reading.lock());
            assertThrows(NonReadableChannelException.class, () -> writing.read(ByteBuffer.allocate(1)));
            assertThrows(NonReadableChannelException.class, () -> writing.read(ByteBuffer.allocate(1), 1));
            assertThrows(NonReadableChannelException.class, () -> writing.transferTo(0, 1, writing));
            assertThrows(NonReadableChannelException.class, () -> writing.lock(0, 1, true));
            reading.force(true);
        }
    }

    @Test
    void closedChannelRefusesEverything() throws IOException {
        FileChannel channel = FileChannel.open(file("file", "x"), READ, WRITE);
        FileLock lock = channel.lock();
        channel.close();
        channel.close();
        assertFalse(channel.isOpen());
        assertFalse(lock.isValid());
        assertThrows(ClosedChannelException.class, () -> channel.read(ByteBuffer.allocate(1), 0));
        assertThrows(ClosedChannelException.class, () -> channel.write(ByteBuffer.allocate(1), 0));
        assertThrows(ClosedChannelException.class, () -> channel.truncate(0));
        assertThrows(ClosedChannelException.class, () -> channel.force(true));
        assertThrows(ClosedChannelException.class, channel::lock);
        assertThrows(ClosedChannelException.class, lock::release);
        assertThrows(ClosedChannelException.class, () -> channel.transferTo(0, 1, channel));
    }

    @Test
    void contentIsTransferred() throws IOException {
        String content = "0123456789".repeat(20_000);
        Path from = file("from", content);
        Path to = root().resolve("to");
        Path outside = host.resolve("outside");
        try (FileChannel in = FileChannel.open(from, READ);
                FileChannel out = FileChannel.open(to, WRITE, CREATE_NEW);
                FileChannel beyond = FileChannel.open(outside, READ, WRITE, CREATE_NEW)) {
            assertEquals(150_000, in.transferTo(50_000, 300_000, out));
            assertEquals(150_000, out.position());
            assertEquals(0, in.transferTo(200_001, 5, out));
            assertEquals(0, in.transferTo(0, 0, out));
            assertEquals(10, out.transferFrom(in, 5, 10));
            assertEquals(10, in.position());
            assertEquals(200_000, in.transferTo(0, Long.MAX_VALUE, beyond));
            assertEquals(200_000, out.transferFrom(beyond.position(0), 0, 200_000));
            assertThrows(IllegalArgumentException.class, () -> in.transferTo(-1, 1, out));
            assertThrows(IllegalArgumentException.class, () -> out.transferFrom(in, 0, -1));
        }
        assertEquals(content, Files.readString(to));
        assertEquals(content, Files.readString(outside));
    }

    @Test
    void nothingIsTransferredBehindTheEnd() throws IOException {
        Path from = file("from", "content");
        Path to = root().resolve("to");
        // The hosts of newer JDKs make the file longer, which the javadoc of the method says they do not.
        boolean longer = to.getFileSystem() == FileSystems.getDefault()
                && Runtime.version().feature() > 17;
        try (FileChannel in = FileChannel.open(from, READ);
                FileChannel out = FileChannel.open(to, WRITE, CREATE_NEW)) {
            assertEquals(longer ? 5 : 0, out.transferFrom(in, 1_000_000, 5));
            assertEquals(longer ? 1_000_005 : 0, out.size());
        }
    }

    // Several channels

    @Test
    void whatWasWrittenIsSeenByEverybody() throws IOException {
        Path file = root().resolve("file");
        Path hard = root().resolve("hard");
        try (SeekableByteChannel channel = Files.newByteChannel(file, WRITE, CREATE_NEW)) {
            Files.createLink(hard, file);
            channel.write(bytes("one"));
            assertEquals(3, Files.size(file));
            assertEquals("one", Files.readString(hard));
            try (SeekableByteChannel other = Files.newByteChannel(hard, READ, WRITE)) {
                channel.write(bytes("two"));
                assertEquals(6, other.size());
                assertEquals("onetwo", read(other, 10));
                other.position(0).write(bytes("ONE"));
                channel.write(bytes("!"));
                assertEquals("ONEtwo!", read(other.position(0), 10));
                channel.truncate(1);
                assertEquals(-1, other.read(ByteBuffer.allocate(1)));
            }
            assertEquals("O", Files.readString(file));
        }
    }

    @Test
    void appendingChannelsFollowEachOther() throws IOException {
        Path file = file("log", "");
        try (SeekableByteChannel one = Files.newByteChannel(file, APPEND);
                SeekableByteChannel two = Files.newByteChannel(file, APPEND)) {
            one.write(bytes("1"));
            two.write(bytes("2"));
            one.write(bytes("3"));
            Files.writeString(file, "4", APPEND);
            two.write(bytes("5"));
        }
        assertEquals("12345", Files.readString(file));
    }

    @Test
    void fileIsEmptiedUnderAChannel() throws IOException {
        Path file = file("file", "0123");
        try (SeekableByteChannel channel = Files.newByteChannel(file, READ, WRITE)) {
            channel.position(4).write(bytes("45"));
            Files.writeString(file, "X");
            assertEquals(1, channel.size());
            channel.write(bytes("6"));
            assertEquals("X\0\0\0\0\0" + "6", read(channel.position(0), 10));
        }
    }

    @Test
    void deletedFileIsThereForItsChannels() throws IOException {
        Path file = file("file", "content");
        SeekableByteChannel late = Files.newByteChannel(file, READ, WRITE);
        try (SeekableByteChannel channel = Files.newByteChannel(file, READ, WRITE)) {
            channel.position(7).write(bytes("!"));
            Files.delete(file);
            Files.writeString(file, "another");
            assertEquals("content!", read(channel.position(0), 20));
            channel.position(0).write(bytes("C"));
            channel.truncate(3);
        }
        assertEquals("Con", read(late, 20));
        late.write(bytes("x".repeat(10_000)));
        assertEquals(10_003, late.size());
        late.close();
        assertEquals("another", Files.readString(file));
    }

    @Test
    void replacedFileIsThereForItsChannels() throws IOException {
        Path file = file("file", "old");
        Path next = root().resolve("next");
        try (FileChannel old = FileChannel.open(file, READ, WRITE);
                FileChannel writing = FileChannel.open(next, READ, WRITE, CREATE_NEW)) {
            writing.write(bytes("new"));
            writing.force(true);
            Files.move(next, file, ATOMIC_MOVE);
            writing.write(bytes("er"));
            assertEquals("newer", Files.readString(file));
            assertEquals("old", read(old, 10));
            old.write(bytes("er"));
            assertEquals("older", read(old.position(0), 10));
        }
        assertEquals("newer", Files.readString(file));
    }

    @Test
    void timeThatIsSetStaysWhenTheChannelIsClosed() throws IOException {
        FileTime time = FileTime.from(Instant.parse("2003-02-01T00:00:00Z"));
        Path file = root().resolve("file");
        try (SeekableByteChannel channel = Files.newByteChannel(file, WRITE, CREATE_NEW)) {
            channel.write(bytes("x"));
            Files.setLastModifiedTime(file, time);
        }
        assertEquals(time, Files.getLastModifiedTime(file));
    }

    // Locks

    @Test
    void locksExcludeEachOther() throws IOException {
        Path file = file("file", "0123456789");
        try (FileChannel one = FileChannel.open(file, READ, WRITE);
                FileChannel two = FileChannel.open(file, READ, WRITE)) {
            FileLock lock = one.lock(0, 5, false);
            assertTrue(lock.isValid());
            assertFalse(lock.isShared());
            assertThrows(OverlappingFileLockException.class, () -> two.tryLock(4, 2, false));
            assertThrows(OverlappingFileLockException.class, () -> two.lock(0, 1, true));
            assertThrows(OverlappingFileLockException.class, () -> one.tryLock());
            FileLock behind = two.tryLock(5, 5, true);
            assertNotNull(behind);
            assertTrue(behind.isShared());
            lock.release();
            assertFalse(lock.isValid());
            lock.release();
            behind.close();
            try (FileLock whole = two.lock()) {
                assertEquals(Long.MAX_VALUE, whole.size());
            }
            assertNotNull(one.tryLock());
        }
        try (FileChannel again = FileChannel.open(file, WRITE)) {
            assertNotNull(again.tryLock());
            assertThrows(IllegalArgumentException.class, () -> again.lock(-1, 1, false));
        }
    }

    // Directories

    @Test
    void directoryIsForced() throws IOException {
        Path directory = Files.createDirectory(root().resolve("d"));
        try (FileChannel channel = FileChannel.open(directory, READ)) {
            Files.createFile(directory.resolve("file"));
            channel.force(true);
            assertThrows(IOException.class, () -> channel.read(ByteBuffer.allocate(1)));
            assertThrows(IOException.class, () -> channel.read(ByteBuffer.allocate(1), 0));
            assertThrows(NonWritableChannelException.class, () -> channel.write(bytes("x")));
            Files.delete(directory.resolve("file"));
            Files.delete(directory);
            channel.force(true);
        }
        assertThrows(FileSystemException.class, () -> FileChannel.open(root(), READ, WRITE));
    }
}
