package dev.diskless.contract.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.device.RecordingDevice;
import dev.diskless.device.BlockDevice;
import dev.diskless.device.RamDevice;
import dev.diskless.device.ReadOnlyDevice;
import dev.diskless.fault.Fault;
import dev.diskless.medium.FileSystemDescription;
import dev.diskless.spi.FileSystemFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The rules of a {@link FileSystemFormat}. Extend it, give the format and a device on which its file system holds the
 * {@link SampleTree}, and the tests run against it. A format that can make file systems extends
 * {@link FormattingFormatContract} instead.
 */
public abstract class FileSystemFormatContract {

    private static final int DAMAGES = 150;
    private static final int MOST_READ = 64 << 20;

    private BlockDevice sample;

    /** The format under test. */
    protected abstract FileSystemFormat format();

    /** A writable device with a file system that holds the {@link SampleTree} in its root. */
    protected abstract BlockDevice sample() throws IOException;

    /** Whether the file systems have symbolic links; true unless overridden. */
    protected boolean hasSymbolicLinks() {
        return true;
    }

    @BeforeEach
    void prepare() throws IOException {
        sample = sample();
    }

    @Test
    void nameIsLowerCaseAndConstant() {
        assertTrue(format().name().matches("[a-z0-9-]+"));
        assertEquals(format().name(), format().name());
    }

    @Test
    void probeDescribesTheFileSystem() throws IOException {
        FileSystemDescription description = format().probe(sample).orElseThrow();
        assertTrue(description.blockSize() > 0);
        assertTrue(description.blocks() > 0);
        assertTrue(description.blocks() <= sample.size() / description.blockSize());
        assertTrue(description.freeBlocks() >= 0 && description.freeBlocks() < description.blocks());
        assertTrue(description.freeInodes() >= 0 && description.freeInodes() <= description.inodes());
        assertTrue(description.clean());
    }

    @Test
    void probeLeavesOtherDevicesAlone() throws IOException {
        byte[] noise = new byte[1 << 20];
        new Random(1).nextBytes(noise);
        RamDevice noisy = new RamDevice(8 << 20);
        noisy.write(0, ByteBuffer.wrap(noise));
        for (BlockDevice other :
                List.of(new RamDevice(0), new RamDevice(512), new RamDevice(4096), new RamDevice(8 << 20), noisy)) {
            assertEquals(Optional.empty(), format().probe(other));
            IOException fault = assertThrows(IOException.class, () -> format().open(other));
            assertInstanceOf(Fault.class, fault);
        }
    }

    @Test
    void treeIsReadAsItWasMade() throws IOException {
        try (FileSystem fileSystem = format().open(sample)) {
            new SampleTree(hasSymbolicLinks()).verify(root(fileSystem));
        }
    }

    @Test
    void treeIsReadFromADeviceThatCannotBeWritten() throws IOException {
        try (FileSystem fileSystem = format().open(new ReadOnlyDevice(sample))) {
            new SampleTree(hasSymbolicLinks()).verify(root(fileSystem));
        }
    }

    @Test
    void openedFileSystemIsReadOnly() throws IOException {
        RecordingDevice device = new RecordingDevice(sample);
        try (FileSystem fileSystem = format().open(device)) {
            assertTrue(fileSystem.isReadOnly());
            Path file = root(fileSystem).resolve("etc/hello.txt");
            Path other = root(fileSystem).resolve("etc/new");
            assertThrows(ReadOnlyFileSystemException.class, () -> Files.createFile(other));
            assertThrows(ReadOnlyFileSystemException.class, () -> Files.createDirectory(other));
            assertThrows(ReadOnlyFileSystemException.class, () -> Files.write(file, new byte[1]));
            assertThrows(ReadOnlyFileSystemException.class, () -> Files.newByteChannel(file, StandardOpenOption.WRITE));
            assertThrows(ReadOnlyFileSystemException.class, () -> Files.delete(file));
            assertThrows(ReadOnlyFileSystemException.class, () -> Files.move(file, other));
            assertThrows(ReadOnlyFileSystemException.class, () -> Files.copy(file, other));
            assertThrows(ReadOnlyFileSystemException.class, () -> Files.setLastModifiedTime(file, SampleTree.TIME));
            assertFalse(Files.isWritable(file));
            assertTrue(Files.getFileStore(file).isReadOnly());
        }
        assertEquals(List.of(), device.changes());
    }

    @Test
    void closedFileSystemRefusesEverythingAndLeavesTheDeviceOpen() throws IOException {
        RecordingDevice device = new RecordingDevice(sample);
        FileSystem fileSystem = format().open(device);
        Path file = root(fileSystem).resolve("boot/large.bin");
        SeekableByteChannel channel = Files.newByteChannel(file);
        InputStream stream = Files.newInputStream(file);
        DirectoryStream<Path> directory = Files.newDirectoryStream(root(fileSystem));
        assertTrue(fileSystem.isOpen());
        fileSystem.close();
        fileSystem.close();
        assertFalse(fileSystem.isOpen());
        assertFalse(device.isClosed());
        assertThrows(ClosedFileSystemException.class, () -> Files.newInputStream(file));
        assertThrows(ClosedFileSystemException.class, () -> Files.size(file));
        assertThrows(ClosedFileSystemException.class, () -> Files.newDirectoryStream(file.getParent()));
        assertFalse(channel.isOpen());
        assertThrows(IOException.class, stream::read);
        channel.close();
        stream.close();
        directory.close();
    }

    @Test
    void threadsReadAtTheSameTime() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (FileSystem fileSystem = format().open(sample)) {
            List<Future<Void>> results = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                results.add(pool.submit(() -> {
                    new SampleTree(hasSymbolicLinks()).verify(root(fileSystem));
                    return null;
                }));
            }
            for (Future<Void> result : results) {
                result.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    @Timeout(value = 300, unit = TimeUnit.SECONDS)
    void damagedFileSystemGivesFaultsOnly() throws IOException {
        Random random = new Random(20240229);
        for (int i = 0; i < DAMAGES; i++) {
            // Most structures lie near the start; each block may be one.
            long range = i % 2 == 0 ? Math.min(sample.size(), 16 << 10) : sample.size();
            int length = 1 + random.nextInt(i % 3 == 0 ? 1000 : 2);
            long position = (long) (random.nextDouble() * (range - length));
            byte[] before = new byte[length];
            sample.read(position, ByteBuffer.wrap(before));
            byte[] damage = new byte[length];
            random.nextBytes(damage);
            sample.write(position, ByteBuffer.wrap(damage));
            readEverything("damage " + i + " of " + length + " bytes at " + position);
            sample.write(position, ByteBuffer.wrap(before));
        }
    }

    private void readEverything(String damage) {
        try {
            format().probe(sample);
            try (FileSystem fileSystem = format().open(sample);
                    Stream<Path> walk = Files.walk(root(fileSystem))) {
                walk.limit(10_000).forEach(FileSystemFormatContract::read);
            }
        } catch (IOException e) {
            assertInstanceOf(Fault.class, e, damage);
        } catch (UncheckedIOException | DirectoryIteratorException e) {
            // The walk wraps what a directory threw.
            assertInstanceOf(IOException.class, e.getCause(), damage);
        } catch (RuntimeException e) {
            throw new AssertionError(damage, e);
        }
    }

    private static void read(Path path) {
        try {
            if (Files.isRegularFile(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                try (InputStream in = Files.newInputStream(path)) {
                    in.readNBytes(MOST_READ);
                }
            } else if (Files.isSymbolicLink(path)) {
                Files.readSymbolicLink(path);
            }
        } catch (IOException e) {
            assertTrue(e instanceof Fault || e instanceof java.nio.file.FileSystemException, e.toString());
        }
    }

    /** The root directory of a file system. */
    protected static Path root(FileSystem fileSystem) {
        return fileSystem.getRootDirectories().iterator().next();
    }
}
