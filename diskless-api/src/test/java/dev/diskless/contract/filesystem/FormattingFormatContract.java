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
import dev.diskless.fault.FaultCode;
import dev.diskless.medium.FileSystemDescription;
import dev.diskless.medium.FormatOptions;
import dev.diskless.spi.FormattingFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The rules of a {@link FormattingFormat}. Extend it, give the format, and the tests run against file systems that it
 * made.
 */
public abstract class FormattingFormatContract extends FileSystemFormatContract {

    /** Options that every format can follow. */
    protected static final FormatOptions OPTIONS = new FormatOptions(
            "SAMPLE",
            UUID.fromString("c1a5f1ee-0000-4000-8000-00000000beef"),
            UUID.fromString("c1a5f1ee-0000-4000-8000-00000000cafe"),
            SampleTree.TIME.toInstant());

    /** The format under test. */
    @Override
    protected abstract FormattingFormat format();

    /** The size of the file systems made by the tests, in bytes; 16 MiB unless overridden. */
    protected long size() {
        return 16L << 20;
    }

    /** The identity as the format prints it; that of {@link UUID#toString} unless overridden. */
    protected String printed(UUID uuid) {
        return uuid.toString();
    }

    @Override
    protected BlockDevice sample() throws IOException {
        return planted();
    }

    private RamDevice planted() throws IOException {
        RamDevice device = new RamDevice(size());
        plant(device);
        return device;
    }

    private void plant(BlockDevice device) throws IOException {
        try (FileSystem fileSystem = format().format(device, OPTIONS)) {
            new SampleTree(hasSymbolicLinks()).plant(root(fileSystem));
        }
    }

    @Test
    void optionsAreFollowed() throws IOException {
        FileSystemDescription description = format().probe(planted()).orElseThrow();
        assertEquals(OPTIONS.label(), description.label());
        assertEquals(printed(OPTIONS.uuid()), description.uuid());
    }

    @Test
    void sameRequestsGiveTheSameBytes() throws IOException {
        assertSameBytes(planted(), planted());
    }

    @Test
    void whatWasOnTheDeviceDoesNotShowThrough() throws IOException {
        RamDevice used = new RamDevice(size());
        byte[] noise = new byte[1 << 20];
        Random random = new Random(5);
        for (long at = 0; at < size(); at += noise.length) {
            random.nextBytes(noise);
            used.write(at, ByteBuffer.wrap(noise));
        }
        plant(used);
        try (FileSystem fileSystem = format().open(used)) {
            new SampleTree(hasSymbolicLinks()).verify(root(fileSystem));
        }
    }

    @Test
    void nothingRecognisesItBeforeItIsClosed() throws IOException {
        RamDevice device = planted();
        try (FileSystem fileSystem = format().format(device, OPTIONS)) {
            assertFalse(fileSystem.isReadOnly());
            new SampleTree(hasSymbolicLinks()).plant(root(fileSystem));
            assertTrue(format().probe(device).isEmpty());
        }
        assertTrue(format().probe(device).isPresent());
    }

    @Test
    void closingFlushesAndLeavesTheDeviceOpen() throws IOException {
        RecordingDevice device = new RecordingDevice(new RamDevice(size()));
        FileSystem fileSystem = format().format(device, OPTIONS);
        Files.createFile(root(fileSystem).resolve("file"));
        fileSystem.close();
        assertEquals("flush", device.changes().get(device.changes().size() - 1));
        int changes = device.changes().size();
        fileSystem.close();
        assertEquals(changes, device.changes().size());
        assertFalse(device.isClosed());
    }

    @Test
    void impossibleDevicesAreRefused() {
        for (BlockDevice device : new BlockDevice[] {
            new RamDevice(0), new RamDevice(512), new RamDevice(4096), new ReadOnlyDevice(new RamDevice(size()))
        }) {
            IOException fault = assertThrows(
                    IOException.class, () -> format().format(device, OPTIONS).close());
            assertInstanceOf(Fault.class, fault);
        }
    }

    @Test
    void tooLongLabelIsRefused() {
        FormatOptions options = new FormatOptions("l".repeat(1000), OPTIONS.uuid(), OPTIONS.hashSeed(), OPTIONS.time());
        RecordingDevice device = new RecordingDevice(new RamDevice(size()));
        IOException fault = assertThrows(IOException.class, () -> format().format(device, options));
        assertInstanceOf(Fault.class, fault);
        assertTrue(device.changes().isEmpty());
    }

    @Test
    void capacityIsLessThanTheDeviceAndCanBeFilled() throws IOException {
        assertEquals(0, format().capacity(0));
        assertEquals(0, format().capacity(512));
        long capacity = format().capacity(size());
        assertTrue(capacity > size() / 2 && capacity < size(), () -> "capacity " + capacity);
        assertTrue(format().capacity(2 * size()) > capacity);
        RamDevice device = new RamDevice(size());
        try (FileSystem fileSystem = format().format(device, OPTIONS)) {
            Files.write(root(fileSystem).resolve("half"), new byte[(int) (capacity / 2)]);
        }
    }

    @Test
    void fullFileSystemIsAFaultAndStaysWhole() throws IOException {
        RamDevice device = new RamDevice(size());
        byte[] bytes = new byte[1 << 20];
        try (FileSystem fileSystem = format().format(device, OPTIONS)) {
            Path root = root(fileSystem);
            Files.write(root.resolve("first"), bytes);
            IOException fault = assertThrows(IOException.class, () -> {
                for (int i = 0; i <= size() / bytes.length; i++) {
                    Files.write(root.resolve("file" + i), bytes);
                }
            });
            assertEquals(FaultCode.FULL, assertInstanceOf(Fault.class, fault).code());
        }
        try (FileSystem fileSystem = format().open(device)) {
            assertEquals(bytes.length, Files.readAllBytes(root(fileSystem).resolve("first")).length);
        }
    }

    private static void assertSameBytes(BlockDevice one, BlockDevice other) throws IOException {
        ByteBuffer left = ByteBuffer.allocate(1 << 20);
        ByteBuffer right = ByteBuffer.allocate(1 << 20);
        for (long at = 0; at < one.size(); at += left.capacity()) {
            int count = (int) Math.min(left.capacity(), one.size() - at);
            one.read(at, left.clear().limit(count));
            other.read(at, right.clear().limit(count));
            long position = at;
            assertEquals(-1, left.flip().mismatch(right.flip()), () -> "after " + position);
        }
    }
}
