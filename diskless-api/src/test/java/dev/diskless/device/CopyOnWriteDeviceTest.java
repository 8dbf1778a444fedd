package dev.diskless.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.device.BlockDeviceContract;
import dev.diskless.contract.device.RecordingDevice;
import dev.diskless.fault.LimitExceededException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CopyOnWriteDeviceTest extends BlockDeviceContract {

    @Override
    protected BlockDevice create() {
        return new CopyOnWriteDevice(new RamDevice(SIZE));
    }

    @Test
    void deviceStaysAsItIsAndIsClosed() throws IOException {
        byte[] content = new byte[300_000];
        new Random(1).nextBytes(content);
        RamDevice ram = new RamDevice(1 << 20);
        ram.write(0, ByteBuffer.wrap(content));
        RecordingDevice device = new RecordingDevice(ram);
        byte[] expected = Arrays.copyOf(content, 1 << 20);
        try (CopyOnWriteDevice view = new CopyOnWriteDevice(device)) {
            assertFalse(view.isReadOnly());
            byte[] change = new byte[100_000];
            Arrays.fill(change, (byte) 7);
            view.write(65_000, ByteBuffer.wrap(change));
            System.arraycopy(change, 0, expected, 65_000, change.length);
            view.zero(1, 10);
            Arrays.fill(expected, 1, 11, (byte) 0);
            view.zero(200_000, 150_000);
            Arrays.fill(expected, 200_000, 350_000, (byte) 0);
            view.write(262_144, ByteBuffer.wrap(change, 0, 1));
            expected[262_144] = 7;
            view.flush();
            byte[] actual = new byte[1 << 20];
            view.read(0, ByteBuffer.wrap(actual));
            assertTrue(Arrays.equals(expected, actual));
        }
        assertEquals(List.of(), device.changes());
        assertTrue(device.isClosed());
    }

    @Test
    void memoryEndsAtTheLimit() throws IOException {
        CopyOnWriteDevice view = new CopyOnWriteDevice(new RamDevice(1L << 40), 3 << 16);
        view.write(0, ByteBuffer.allocate(1));
        view.write(100 << 16, ByteBuffer.allocate(1 << 16));
        ByteBuffer source = ByteBuffer.wrap(new byte[] {5, 5});
        view.write((200 << 16) - 1, ByteBuffer.allocate(1));
        assertThrows(LimitExceededException.class, () -> view.write((300 << 16) - 1, source));
        assertEquals(2, source.remaining());
        view.write(5, source);
        assertThrows(LimitExceededException.class, () -> view.zero(0, 1L << 40));
        view.close();
    }

    @Test
    void zeroedChunksGiveTheirMemoryBack() throws IOException {
        CopyOnWriteDevice view = new CopyOnWriteDevice(new RamDevice(1L << 40), (1 << 16) + 1000);
        for (int i = 0; i < 10; i++) {
            view.write((long) i << 16, ByteBuffer.allocate(1));
            view.zero((long) i << 16, 1 << 16);
        }
        view.close();
    }
}
