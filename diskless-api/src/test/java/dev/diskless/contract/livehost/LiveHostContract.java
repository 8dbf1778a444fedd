package dev.diskless.contract.livehost;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.device.BlockDevice;
import dev.diskless.device.LiveDevice;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.medium.DeviceDescription;
import dev.diskless.medium.NameBytes;
import dev.diskless.spi.ListingHost;
import dev.diskless.spi.LiveHost;
import dev.diskless.spi.WritingHost;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rules of a {@link LiveHost}, and those of a {@link ListingHost} and a {@link WritingHost} where it is one. Extend
 * it, give the host and a device, and the tests run against them.
 */
public abstract class LiveHostContract {

    @TempDir
    Path folder;

    /** The plug-in. */
    protected abstract LiveHost create();

    /** The true path of a device of at least 1 MiB that nobody uses and whose content is of no value. */
    protected abstract Path device();

    @Test
    void applies() {
        assertTrue(create().applies());
        assertTrue(create().name().matches("[a-z0-9-]+"));
    }

    @Test
    void devicesAreOpenedForReading() throws IOException {
        try (BlockDevice device = create().openDevice(device())) {
            assertTrue(device.size() >= 1 << 20);
            assertTrue(device.sectorSize() == 512 || device.sectorSize() == 4096);
            assertEquals(0, device.size() % device.sectorSize());
            assertTrue(device.isReadOnly());
            device.read(device.size() - 1, ByteBuffer.allocate(1));
            assertThrows(NonWritableChannelException.class, () -> device.write(0, ByteBuffer.allocate(1)));
            assertThrows(NonWritableChannelException.class, () -> device.zero(0, 1));
            device.flush();
        }
    }

    @Test
    void closedDevicesAreOfNoUse() throws IOException {
        BlockDevice device = create().openDevice(device());
        device.close();
        device.close();
        assertThrows(IOException.class, () -> device.read(0, ByteBuffer.allocate(1)));
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertEquals(FaultCode.NOT_FOUND, fault(() -> create().openDevice(folder.resolve("none"))));
    }

    @Test
    void whatIsNoDeviceIsRefused() throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[4096]);
        assertEquals(FaultCode.INVALID_REQUEST, fault(() -> create().openDevice(file)));
        assertEquals(FaultCode.INVALID_REQUEST, fault(() -> create().openDevice(folder)));
        if (create() instanceof WritingHost host) {
            assertEquals(FaultCode.INVALID_REQUEST, fault(() -> host.openExclusively(file)));
            assertEquals(FaultCode.NOT_FOUND, fault(() -> host.openExclusively(folder.resolve("none"))));
            assertArrayEquals(new byte[4096], Files.readAllBytes(file));
        }
    }

    @Test
    void listedDevicesAreWhatOpeningThemShows() throws IOException {
        if (create() instanceof ListingHost host) {
            List<DeviceDescription> all = host.devices();
            List<String> paths =
                    all.stream().map(found -> found.path().toString()).toList();
            assertEquals(paths.stream().sorted(NameBytes.ORDER).distinct().toList(), paths);
            DeviceDescription found = all.stream()
                    .filter(one -> one.path().equals(device()))
                    .findFirst()
                    .orElseThrow();
            assertEquals(List.of(), found.uses());
            try (BlockDevice device = host.openDevice(device())) {
                assertEquals(device.size(), found.size());
                assertEquals(device.sectorSize(), found.sectorSize());
            }
        }
    }

    @Test
    void writtenBytesAreReadByOthers() throws IOException {
        if (create() instanceof WritingHost host) {
            byte[] bytes = {1, 2, 3, 4, 5};
            try (LiveDevice device = host.openExclusively(device())) {
                assertFalse(device.isReadOnly());
                assertTrue(device.physicalSectorSize() >= device.sectorSize());
                device.write(510, ByteBuffer.wrap(bytes));
                device.flush();
                try (BlockDevice reader = host.openDevice(device())) {
                    ByteBuffer read = ByteBuffer.allocate(5);
                    reader.read(510, read);
                    assertArrayEquals(bytes, read.array());
                }
                device.discard(0, device.size());
                device.zero(0, device.size());
                ByteBuffer read = ByteBuffer.allocate(5);
                device.read(510, read);
                assertArrayEquals(new byte[5], read.array());
            }
        }
    }

    @Test
    void exclusiveMeansOnlyOne() throws IOException {
        if (create() instanceof WritingHost host) {
            try (LiveDevice device = host.openExclusively(device())) {
                assertEquals(FaultCode.CONFLICT, fault(() -> host.openExclusively(device())));
                device.flush();
            }
            host.openExclusively(device()).close();
        }
    }

    private interface Attempt {
        BlockDevice run() throws IOException;
    }

    private static FaultCode fault(Attempt attempt) {
        IOException thrown = assertThrows(IOException.class, () -> attempt.run().close());
        return assertInstanceOf(Fault.class, thrown).code();
    }
}
