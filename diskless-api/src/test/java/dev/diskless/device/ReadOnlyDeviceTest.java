package dev.diskless.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.device.RecordingDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadOnlyDeviceTest {

    private final RecordingDevice device = new RecordingDevice(new RamDevice(4096));
    private final ReadOnlyDevice view = new ReadOnlyDevice(device);

    @Test
    void refusesChanges() throws IOException {
        assertTrue(view.isReadOnly());
        assertThrows(NonWritableChannelException.class, () -> view.write(0, ByteBuffer.allocate(1)));
        assertThrows(NonWritableChannelException.class, () -> view.zero(0, 1));
        assertThrows(NonWritableChannelException.class, () -> view.range(0, 512).write(0, ByteBuffer.allocate(1)));
        view.flush();
        assertEquals(List.of(), device.changes());
    }

    @Test
    void readsAndClosesTheDevice() throws IOException {
        device.write(5, ByteBuffer.wrap(new byte[] {3}));
        ByteBuffer target = ByteBuffer.allocate(1);
        view.read(5, target);
        assertEquals(3, target.get(0));
        assertEquals(4096, view.size());
        view.close();
        assertTrue(device.isClosed());
    }
}
