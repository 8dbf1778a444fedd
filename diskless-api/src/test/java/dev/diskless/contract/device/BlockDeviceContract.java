package dev.diskless.contract.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The rules of a writable {@link BlockDevice}. Extend it, give a device, and the tests run against it.
 */
public abstract class BlockDeviceContract {

    /** The size of the device under test: no multiple of usual chunks. */
    protected static final long SIZE = 3 * (1 << 20) + 5 * 4096;

    private BlockDevice device;

    /** A new device of {@link #SIZE} bytes that was never written. */
    protected abstract BlockDevice create() throws IOException;

    @BeforeEach
    void open() throws IOException {
        device = create();
    }

    @AfterEach
    void close() throws IOException {
        device.close();
    }

    @Test
    void hasWholeSectors() {
        assertEquals(SIZE, device.size());
        assertTrue(device.sectorSize() == 512 || device.sectorSize() == 4096);
        assertEquals(0, device.size() % device.sectorSize());
        assertFalse(device.isReadOnly());
    }

    @Test
    void neverWrittenBytesReadAsZeros() throws IOException {
        assertArrayEquals(new byte[(int) SIZE], read(0, (int) SIZE));
    }

    @Test
    void readsWhatWasWritten() throws IOException {
        byte[] expected = new byte[(int) SIZE];
        Random random = new Random(1);
        int[] positions = {0, 511, 65_535, 1 << 20, (int) SIZE - 70_000};
        for (int position : positions) {
            byte[] bytes = random(random, 70_000);
            System.arraycopy(bytes, 0, expected, position, bytes.length);
            device.write(position, ByteBuffer.wrap(bytes));
        }
        device.flush();
        assertArrayEquals(expected, read(0, (int) SIZE));
        assertArrayEquals(java.util.Arrays.copyOfRange(expected, 300, 70_300), read(300, 70_000));
    }

    @Test
    void transfersExactlyWhatRemainsInTheBuffer() throws IOException {
        ByteBuffer source =
                ByteBuffer.wrap(new byte[] {9, 1, 2, 3, 9}).position(1).limit(4);
        device.write(1000, source);
        assertEquals(4, source.position());
        assertArrayEquals(new byte[] {0, 1, 2, 3, 0}, read(999, 5));
        ByteBuffer target = ByteBuffer.allocateDirect(5).position(1).limit(4);
        device.read(1000, target);
        assertEquals(4, target.position());
        assertEquals(2, target.get(2));
        assertEquals(0, target.limit(5).get(4));
    }

    @Test
    void takesBuffersThatCannotBeChanged() throws IOException {
        device.write(7, ByteBuffer.wrap(new byte[] {5, 6}).asReadOnlyBuffer());
        assertArrayEquals(new byte[] {5, 6}, read(7, 2));
    }

    @Test
    void emptyTransfersAreAllowedUpToTheEnd() throws IOException {
        device.read(SIZE, ByteBuffer.allocate(0));
        device.write(SIZE, ByteBuffer.allocate(0));
        device.zero(SIZE, 0);
    }

    @Test
    void rangesOutsideTheDeviceAreRefusedBeforeAnyByteMoves() throws IOException {
        byte[] mark = {1, 2, 3, 4};
        for (long position : new long[] {-1, SIZE - 3, SIZE, Long.MAX_VALUE}) {
            ByteBuffer buffer = ByteBuffer.wrap(mark.clone());
            assertThrows(IndexOutOfBoundsException.class, () -> device.write(position, buffer));
            assertThrows(IndexOutOfBoundsException.class, () -> device.read(position, buffer));
            assertThrows(IndexOutOfBoundsException.class, () -> device.zero(position, 4));
            assertArrayEquals(mark, buffer.array());
            assertEquals(0, buffer.position());
        }
        assertThrows(IndexOutOfBoundsException.class, () -> device.zero(0, -1));
        assertThrows(IndexOutOfBoundsException.class, () -> device.zero(1, Long.MAX_VALUE));
        assertArrayEquals(new byte[3], read(SIZE - 3, 3));
    }

    @Test
    void zeroedRangesReadAsZerosAndTheRestStays() throws IOException {
        byte[] expected = random(new Random(2), (int) SIZE);
        device.write(0, ByteBuffer.wrap(expected));
        device.zero(1, 3);
        device.zero(65_000, 1_200_000);
        java.util.Arrays.fill(expected, 1, 4, (byte) 0);
        java.util.Arrays.fill(expected, 65_000, 1_265_000, (byte) 0);
        assertArrayEquals(expected, read(0, (int) SIZE));
        device.zero(0, SIZE);
        assertArrayEquals(new byte[(int) SIZE], read(0, (int) SIZE));
    }

    @Test
    void rangeSeesItsPartAndClosesNothing() throws IOException {
        long start = device.sectorSize() * 3L;
        long length = device.sectorSize() * 4L;
        try (BlockDevice range = device.range(start, length)) {
            assertEquals(length, range.size());
            range.write(1, ByteBuffer.wrap(new byte[] {7}));
            assertThrows(IndexOutOfBoundsException.class, () -> range.read(length, ByteBuffer.allocate(1)));
            assertThrows(IndexOutOfBoundsException.class, () -> range.zero(length - 1, 2));
        }
        assertArrayEquals(new byte[] {7}, read(start + 1, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> device.range(0, SIZE + device.sectorSize()));
        assertThrows(IllegalArgumentException.class, () -> device.range(1, device.sectorSize()));
    }

    @Test
    void threadsWriteAndReadPartsOfTheirOwn() throws Exception {
        int threads = 4;
        int part = (int) (SIZE / threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Void>> results = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                results.add(pool.submit(() -> {
                    byte[] bytes = random(new Random(number), part);
                    for (int at = 0; at < part; at += 1000) {
                        int count = Math.min(1000, part - at);
                        device.write((long) number * part + at, ByteBuffer.wrap(bytes, at, count));
                    }
                    assertArrayEquals(bytes, read((long) number * part, part));
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

    private byte[] read(long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        device.read(position, ByteBuffer.wrap(bytes));
        return bytes;
    }

    private static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
