package dev.diskless.contract.partition;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import dev.diskless.spi.PartitionScheme;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The rules of a {@link PartitionScheme}. Extend it, give the scheme and a table that it can write, and the tests run
 * against it.
 */
public abstract class PartitionSchemeContract {

    /** The size of the devices that the tests make. */
    protected static final long SIZE = 64L << 20;

    /** The scheme under test. */
    protected abstract PartitionScheme scheme();

    /**
     * A table with at least two partitions for an empty device of {@link #SIZE} bytes, numbered and placed as the
     * scheme wants it; the first starts at 1 MiB or later.
     */
    protected abstract PartitionTable table(int sectorSize);

    /** How many bytes from the start of the device hold boot code, which writing keeps; 440 unless overridden. */
    protected int bootCodeLength() {
        return 440;
    }

    @Test
    void nameIsLowerCaseAndConstant() {
        assertTrue(scheme().name().matches("[a-z0-9-]+"));
        assertEquals(scheme().name(), scheme().name());
    }

    @Test
    void readsWhatItWrote() throws IOException {
        for (int sectorSize : new int[] {512, 4096}) {
            RamDevice device = new RamDevice(SIZE, sectorSize);
            scheme().write(device, table(sectorSize));
            assertEquals(Optional.of(table(sectorSize)), scheme().read(device));
        }
    }

    @Test
    void writingOverAnOldTableLeavesOnlyTheNewOne() throws IOException {
        RamDevice device = new RamDevice(SIZE);
        scheme().write(device, table(512));
        PartitionTable fewer =
                withPartitions(table(512), table(512).partitions().subList(0, 1));
        scheme().write(device, fewer);
        assertEquals(Optional.of(fewer), scheme().read(device));
    }

    @Test
    void writingKeepsBootCodeAndPartitionContents() throws IOException {
        RamDevice device = new RamDevice(SIZE);
        byte[] bootCode = random(1, bootCodeLength());
        byte[] content = random(2, 4096);
        device.write(0, ByteBuffer.wrap(bootCode));
        for (Partition partition : table(512).partitions()) {
            device.write(partition.start(), ByteBuffer.wrap(content));
            device.write(partition.end() - content.length, ByteBuffer.wrap(content));
        }
        scheme().write(device, table(512));
        assertArrayEquals(bootCode, read(device, 0, bootCode.length));
        for (Partition partition : table(512).partitions()) {
            assertArrayEquals(content, read(device, partition.start(), content.length));
            assertArrayEquals(content, read(device, partition.end() - content.length, content.length));
        }
    }

    @Test
    void writingEndsWithAFlush() throws IOException {
        RecordingDevice device = new RecordingDevice(new RamDevice(SIZE));
        scheme().write(device, table(512));
        List<String> changes = device.changes();
        assertEquals("flush", changes.get(changes.size() - 1));
        assertFalse(device.isClosed());
    }

    @Test
    void twoWritesGiveEqualBytes() throws IOException {
        RamDevice one = new RamDevice(SIZE);
        RamDevice other = new RamDevice(SIZE);
        scheme().write(one, table(512));
        scheme().write(other, table(512));
        scheme().write(other, table(512));
        assertArrayEquals(read(one, 0, 1 << 20), read(other, 0, 1 << 20));
    }

    @Test
    void readingChangesNothing() throws IOException {
        RecordingDevice device = new RecordingDevice(new RamDevice(SIZE));
        scheme().read(device);
        scheme().write(device, table(512));
        int before = device.changes().size();
        scheme().read(device);
        assertEquals(before, device.changes().size());
        assertFalse(device.isClosed());
    }

    @Test
    void blankDeviceCarriesNoTable() throws IOException {
        assertEquals(Optional.empty(), scheme().read(new RamDevice(SIZE)));
        assertEquals(Optional.empty(), scheme().read(new RamDevice(0)));
        assertEquals(Optional.empty(), scheme().read(new RamDevice(512)));
    }

    @Test
    void noiseIsNoTable() throws IOException {
        RamDevice device = new RamDevice(SIZE);
        device.write(0, ByteBuffer.wrap(random(3, 1 << 16)));
        assertEquals(Optional.empty(), scheme().read(device));
    }

    @Test
    void tableOfAnotherSchemeIsRefused() {
        PartitionTable good = table(512);
        assertRefused(
                new RamDevice(SIZE),
                new PartitionTable(
                        "x-" + good.scheme(), good.diskId(), good.deviceSize(), good.sectorSize(), good.partitions()));
    }

    @Test
    void tableForAnotherDeviceIsRefused() {
        assertRefused(new RamDevice(SIZE - 4096), table(512));
        assertRefused(new RamDevice(SIZE, 4096), table(512));
    }

    @Test
    void overlappingPartitionsAreRefused() {
        List<Partition> partitions = new ArrayList<>(table(512).partitions());
        Partition first = partitions.get(0);
        Partition second = partitions.get(1);
        partitions.set(1, moved(second, first.end() - 512, second.length()));
        assertRefused(new RamDevice(SIZE), withPartitions(table(512), partitions));
    }

    @Test
    void partitionBeyondTheEndIsRefused() {
        List<Partition> partitions = new ArrayList<>(table(512).partitions());
        Partition last = partitions.remove(partitions.size() - 1);
        for (long length : new long[] {SIZE - last.start() + 512, Long.MAX_VALUE / 1024 * 512}) {
            List<Partition> tooLong = new ArrayList<>(partitions);
            tooLong.add(moved(last, last.start(), length));
            assertRefused(new RamDevice(SIZE), withPartitions(table(512), tooLong));
        }
    }

    @Test
    void partitionOfPartsOfSectorsIsRefused() {
        List<Partition> partitions = new ArrayList<>(table(512).partitions());
        Partition first = partitions.get(0);
        partitions.set(0, moved(first, first.start() + 1, first.length() - 512));
        assertRefused(new RamDevice(SIZE), withPartitions(table(512), partitions));
    }

    @Test
    void emptyPartitionIsRefused() {
        List<Partition> partitions = new ArrayList<>(table(512).partitions());
        partitions.set(0, moved(partitions.get(0), partitions.get(0).start(), 0));
        assertRefused(new RamDevice(SIZE), withPartitions(table(512), partitions));
    }

    @Test
    void readOnlyDeviceIsRefused() {
        assertRefused(new ReadOnlyDevice(new RamDevice(SIZE)), table(512));
    }

    @Test
    void damagedTableGivesATableOrNoneOrAFault() throws IOException {
        for (int position = 0; position < 1024; position++) {
            for (int value : new int[] {0, 0x55, 0x7F, 0xFF}) {
                RamDevice device = new RamDevice(SIZE);
                scheme().write(device, table(512));
                device.write(position, ByteBuffer.wrap(new byte[] {(byte) value}));
                try {
                    scheme().read(device);
                } catch (IOException e) {
                    assertInstanceOf(Fault.class, e);
                }
            }
        }
    }

    /** Fails unless the scheme refuses the table with a fault and leaves the device alone. */
    protected final void assertRefused(BlockDevice target, PartitionTable table) {
        RecordingDevice device = new RecordingDevice(target);
        IOException fault = assertThrows(IOException.class, () -> scheme().write(device, table));
        assertInstanceOf(Fault.class, fault);
        assertEquals(List.of(), device.changes());
    }

    /** A table with other partitions. */
    protected static PartitionTable withPartitions(PartitionTable table, List<Partition> partitions) {
        return table.withPartitions(partitions);
    }

    /** A partition at another place. */
    protected static Partition moved(Partition partition, long start, long length) {
        return new Partition(
                partition.number(),
                start,
                length,
                partition.type(),
                partition.active(),
                partition.name(),
                partition.id(),
                partition.attributes());
    }

    private static byte[] read(BlockDevice device, long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        device.read(position, ByteBuffer.wrap(bytes));
        return bytes;
    }

    private static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
