package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.device.BlockDevice;
import dev.diskless.device.RamDevice;
import dev.diskless.device.ReadOnlyDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import org.junit.jupiter.api.Test;

/** A device that fails at any of its writes never carries a file system afterwards. */
class FailingDeviceTest {

    @Test
    void volumeIsNotRecognisedAfterAFailureAtAnyWrite() throws IOException {
        FailingDevice whole = new FailingDevice(Integer.MAX_VALUE);
        fill(whole);
        int writes = whole.calls;
        assertTrue(writes > 10);
        for (int i = 0; i < writes - 2; i++) {
            FailingDevice device = new FailingDevice(i);
            assertThrows(IOException.class, () -> fill(device), "call " + i);
            assertTrue(Volumes.probe(device).isEmpty(), "call " + i);
        }
    }

    @Test
    void failureIsReportedAgainAtClosing() throws IOException {
        FailingDevice device = new FailingDevice(Integer.MAX_VALUE);
        Volume volume = Sample.format(device);
        device.left = 0;
        assertThrows(IOException.class, () -> Sample.file(volume, Volume.ROOT, "f", new byte[5 << 20]));
        device.left = Integer.MAX_VALUE;
        assertThrows(IOException.class, volume::close);
        assertTrue(Volumes.probe(device).isEmpty());
    }

    @Test
    void readOnlyDeviceIsNotFormatted() {
        assertThrows(
                NonWritableChannelException.class, () -> Sample.format(new ReadOnlyDevice(new RamDevice(1 << 20))));
    }

    private static void fill(BlockDevice device) throws IOException {
        Volume volume = Sample.format(device);
        try (volume) {
            for (int i = 0; i < 5; i++) {
                Sample.file(volume, Sample.directory(volume, Volume.ROOT, "d" + i), "f", Sample.noise(500_000, i));
            }
        }
        assertEquals(true, Volumes.probe(device).isPresent());
    }

    /** Works for a number of changing calls, then for none. */
    private static final class FailingDevice implements BlockDevice {

        private final RamDevice device = new RamDevice(8 << 20);
        private int left;
        private int calls;

        FailingDevice(int left) {
            this.left = left;
        }

        private void count() throws IOException {
            calls++;
            if (left-- <= 0) {
                throw new IOException("no longer");
            }
        }

        @Override
        public long size() {
            return device.size();
        }

        @Override
        public int sectorSize() {
            return 512;
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public void read(long position, ByteBuffer target) {
            device.read(position, target);
        }

        @Override
        public void write(long position, ByteBuffer source) throws IOException {
            count();
            device.write(position, source);
        }

        @Override
        public void zero(long position, long length) throws IOException {
            count();
            device.zero(position, length);
        }

        @Override
        public void flush() throws IOException {
            count();
        }

        @Override
        public void close() {}
    }
}
