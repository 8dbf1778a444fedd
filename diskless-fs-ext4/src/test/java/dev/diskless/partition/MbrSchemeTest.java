package dev.diskless.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.contract.device.RecordingDevice;
import dev.diskless.contract.partition.PartitionSchemeContract;
import dev.diskless.device.RamDevice;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import dev.diskless.spi.PartitionScheme;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MbrSchemeTest extends PartitionSchemeContract {

    private static final long MIB = 1 << 20;
    private static final int ENTRY_1 = 446;
    private static final int ENTRY_2 = 462;

    @Override
    protected PartitionScheme scheme() {
        return new MbrScheme();
    }

    @Override
    protected PartitionTable table(int sectorSize) {
        return new PartitionTable(
                "mbr",
                "0badcafe",
                SIZE,
                sectorSize,
                List.of(
                        new Partition(1, MIB, 32 * MIB, "83", true, ""),
                        new Partition(3, 40 * MIB, 24 * MIB, "0c", false, "")));
    }

    @Test
    void tableIsOneSectorWrite() throws IOException {
        RecordingDevice device = new RecordingDevice(new RamDevice(SIZE));
        scheme().write(device, table(512));
        assertEquals(List.of("write 0+512", "flush"), device.changes());
        RecordingDevice large = new RecordingDevice(new RamDevice(SIZE, 4096));
        scheme().write(large, table(4096));
        assertEquals(List.of("write 0+4096", "flush"), large.changes());
    }

    @Test
    void tableWithoutPartitionsIsToldByItsSignature() throws IOException {
        RamDevice device = new RamDevice(SIZE);
        PartitionTable empty = withPartitions(table(512), List.of());
        scheme().write(device, empty);
        assertEquals(Optional.of(empty), scheme().read(device));
        assertRefused(new RamDevice(SIZE), new PartitionTable("mbr", "00000000", SIZE, 512, List.of()));
    }

    @Test
    void signatureOfZeroIsKept() throws IOException {
        RamDevice device = new RamDevice(SIZE);
        PartitionTable table =
                new PartitionTable("mbr", "00000000", SIZE, 512, table(512).partitions());
        scheme().write(device, table);
        assertEquals(Optional.of(table), scheme().read(device));
    }

    @Test
    void malformedSignaturesAreRefused() {
        for (String id : List.of("", "badcafe", "0BADCAFE", "0x0badcafe", "0badcafg")) {
            assertRefused(
                    new RamDevice(SIZE),
                    new PartitionTable("mbr", id, SIZE, 512, table(512).partitions()));
        }
    }

    @Test
    void malformedTypesAreRefused() {
        for (String type : List.of("", "8", "00", "ee", "EF", "083", "Linux")) {
            assertRefused(new RamDevice(SIZE), one(new Partition(1, MIB, MIB, type, false, "")));
        }
    }

    @Test
    void namesAreRefused() {
        assertRefused(new RamDevice(SIZE), one(new Partition(1, MIB, MIB, "83", false, "boot")));
    }

    @Test
    void fifthPartitionIsRefused() {
        assertRefused(new RamDevice(SIZE), one(new Partition(5, MIB, MIB, "83", false, "")));
    }

    @Test
    void partitionOverTheTableIsRefused() {
        assertRefused(new RamDevice(SIZE), one(new Partition(1, 0, MIB, "83", false, "")));
    }

    @Test
    void numbersOutOfOrderAreRefused() {
        List<Partition> partitions = new ArrayList<>(table(512).partitions());
        java.util.Collections.reverse(partitions);
        assertRefused(new RamDevice(SIZE), withPartitions(table(512), partitions));
        Partition first = partitions.get(1);
        assertRefused(new RamDevice(SIZE), withPartitions(table(512), List.of(first, moved(first, 40 * MIB, MIB))));
    }

    @Test
    void partitionsEndAtTheLast32BitSectorAtMost() throws IOException {
        long size = 3L << 40;
        long limit = 1L << 41;
        RamDevice device = new RamDevice(size);
        PartitionTable table = new PartitionTable(
                "mbr", "00000001", size, 512, List.of(new Partition(1, MIB, limit - MIB, "83", false, "")));
        scheme().write(device, table);
        assertEquals(Optional.of(table), scheme().read(device));
        assertRefused(
                new RamDevice(size),
                withPartitions(table, List.of(new Partition(1, MIB, limit - MIB + 512, "83", false, ""))));
        assertRefused(
                new RamDevice(size), withPartitions(table, List.of(new Partition(1, limit, MIB, "83", false, ""))));
    }

    @Test
    void extendedPartitionIsListedAsOne() throws IOException {
        for (String type : List.of("05", "0f", "85")) {
            RamDevice device = new RamDevice(SIZE);
            PartitionTable table = one(new Partition(2, MIB, MIB, type, false, ""));
            scheme().write(device, table);
            assertEquals(Optional.of(table), scheme().read(device));
        }
    }

    @Test
    void protectiveRecordOfGptIsNotOurs() throws IOException {
        RamDevice device = written();
        device.write(ENTRY_2 + 4, bytes(0xEE));
        assertEquals(Optional.empty(), scheme().read(device));
    }

    @Test
    void hybridIsoImageIsNotOurs() throws IOException {
        RamDevice device = written();
        device.write(ENTRY_1 + 8, bytes(0, 0, 0, 0));
        assertEquals(Optional.empty(), scheme().read(device));
    }

    @Test
    void unknownStatusIsNoTable() throws IOException {
        RamDevice device = written();
        device.write(ENTRY_2, bytes(0x12));
        assertEquals(Optional.empty(), scheme().read(device));
    }

    @Test
    void missingEndMarkIsNoTable() throws IOException {
        RamDevice device = written();
        device.write(511, bytes(0));
        assertEquals(Optional.empty(), scheme().read(device));
    }

    @Test
    void endMarkAloneIsNoTable() throws IOException {
        RamDevice device = new RamDevice(SIZE);
        device.write(510, bytes(0x55, 0xAA));
        assertEquals(Optional.empty(), scheme().read(device));
    }

    @Test
    void bootSectorOfExtFileSystemIsNoTable() throws IOException {
        RamDevice device = new RamDevice(SIZE);
        scheme().write(device, withPartitions(table(512), List.of()));
        device.write(1080, bytes(0x53, 0xEF));
        assertEquals(Optional.empty(), scheme().read(device));
    }

    @Test
    void bootSectorOfFatIsNoTableWhateverItsCodeLooksLike() throws IOException {
        RamDevice device = new RamDevice(SIZE);
        device.write(0, bytes(0xEB, 0x3C, 0x90));
        device.write(11, bytes(0, 2, 4));
        device.write(21, bytes(0xF8));
        device.write(440, bytes(1, 2, 3, 4));
        device.write(510, bytes(0x55, 0xAA));
        assertEquals(Optional.empty(), scheme().read(device));
        byte[] code = new byte[16];
        Arrays.fill(code, 1, 16, (byte) 0x77);
        device.write(ENTRY_1, ByteBuffer.wrap(code));
        assertEquals(Optional.empty(), scheme().read(device));
    }

    @Test
    void tableWrittenOverAFatBootSectorIsATable() throws IOException {
        RamDevice device = new RamDevice(SIZE);
        device.write(0, bytes(0xEB, 0x3C, 0x90));
        device.write(11, bytes(0, 2, 4));
        device.write(21, bytes(0xF8));
        scheme().write(device, table(512));
        assertEquals(Optional.of(table(512)), scheme().read(device));
        assertRefused(device, withPartitions(table(512), List.of()));
    }

    @Test
    void entryBeyondTheEndIsCorrupt() throws IOException {
        RamDevice device = written();
        device.write(ENTRY_1 + 12, bytes(0xFF, 0xFF, 0xFF, 0xFF));
        CorruptInputException fault = assertThrows(CorruptInputException.class, () -> scheme().read(device));
        assertEquals(ENTRY_1, fault.detail().offset());
    }

    @Test
    void overlappingEntriesAreCorrupt() throws IOException {
        RamDevice device = written();
        device.write(ENTRY_2, bytes(0, 0, 0, 0, 0x83, 0, 0, 0, 0, 0x10, 0, 0, 1, 0, 0, 0));
        CorruptInputException fault = assertThrows(CorruptInputException.class, () -> scheme().read(device));
        assertEquals(ENTRY_2, fault.detail().offset());
    }

    @Test
    void deviceThatWasCutShortIsCorrupt() throws IOException {
        RamDevice device = written();
        assertThrows(CorruptInputException.class, () -> scheme().read(device.range(0, SIZE / 2)));
    }

    private RamDevice written() throws IOException {
        RamDevice device = new RamDevice(SIZE);
        scheme().write(device, table(512));
        return device;
    }

    private PartitionTable one(Partition partition) {
        return withPartitions(table(512), List.of(partition));
    }

    private static ByteBuffer bytes(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length);
        for (int value : values) {
            buffer.put((byte) value);
        }
        return buffer.flip();
    }
}
