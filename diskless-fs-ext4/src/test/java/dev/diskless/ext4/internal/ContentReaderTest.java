package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.device.BlockDevice;
import dev.diskless.device.RamDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContentReaderTest {

    private static final int SIZE = (2 << 20) + 8192;

    private final byte[] bytes = new byte[SIZE];
    private final BlockDevice device = new RamDevice(SIZE);
    private int requests;
    private long broken = Long.MAX_VALUE;
    private final ContentReader reader = new ContentReader(new Counting());

    /** Counts requests, and fails in those that touch a certain byte. */
    private final class Counting implements BlockDevice {

        @Override
        public long size() {
            return SIZE;
        }

        @Override
        public int sectorSize() {
            return 512;
        }

        @Override
        public boolean isReadOnly() {
            return true;
        }

        @Override
        public void read(long position, ByteBuffer target) throws IOException {
            requests++;
            if (position <= broken && position + target.remaining() > broken) {
                throw new IOException("broken at " + broken);
            }
            device.read(position, target);
        }

        @Override
        public void write(long position, ByteBuffer source) {
            throw new AssertionError("written");
        }

        @Override
        public void zero(long position, long length) {
            throw new AssertionError("written");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    ContentReaderTest() throws IOException {
        new Random(5).nextBytes(bytes);
        device.write(0, ByteBuffer.wrap(bytes));
    }

    private void read(long position, int count) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(count + 10).position(3).limit(3 + count);
        reader.read(position, target);
        assertEquals(3 + count, target.position());
        assertArrayEquals(
                Arrays.copyOfRange(bytes, (int) position, (int) position + count),
                Arrays.copyOfRange(target.array(), 3, 3 + count));
    }

    @Test
    void neighboursTakeFewRequests() throws IOException {
        for (int at = 0; at < SIZE; at += 4096) {
            read(at, 4096);
        }
        assertTrue(requests <= 16 + 2, requests + " requests");
        requests = 0;
        for (int at = SIZE - 4096; at >= 0; at -= 4096) {
            read(at, 1000);
        }
        assertTrue(requests <= 16 + 2, requests + " requests");
    }

    @Test
    void everyRequestGivesWhatTheDeviceHolds() throws IOException {
        Random random = new Random(6);
        int at = 0;
        for (int i = 0; i < 5000; i++) {
            int count = random.nextInt(i % 50 == 0 ? 300_000 : 9000);
            at = random.nextInt(4) == 0 ? random.nextInt(SIZE) : at + random.nextInt(60_000) - 25_000;
            at = Math.max(0, Math.min(SIZE - count, at));
            read(at, count);
        }
        assertTrue(requests < 5000, requests + " requests");
    }

    @Test
    void onlyWhatIsAskedForCanFail() throws IOException {
        broken = 70_000;
        for (int at = 0; at < 262_144; at += 4096) {
            int from = at;
            if (at <= broken && broken < at + 4096) {
                assertThrows(IOException.class, () -> read(from, 4096));
            } else {
                read(at, 4096);
            }
        }
    }
}
