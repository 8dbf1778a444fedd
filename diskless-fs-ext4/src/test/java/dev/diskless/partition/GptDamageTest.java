package dev.diskless.partition;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.contract.device.RecordingDevice;
import dev.diskless.device.BlockDevice;
import dev.diskless.device.RamDevice;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.Finding;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One test for each way in which a GPT can be damaged, and its repair. */
class GptDamageTest {

    private static final long MIB = 1 << 20;
    private static final long SIZE = 64 * MIB;

    private final GptScheme scheme = new GptScheme();

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void eachCopyStandsForTheOther(int unit) throws IOException {
        long last = SIZE - unit;
        for (long[] lost : new long[][] {
            {unit, unit},
            {2L * unit, 16384},
            {2L * unit + 16383, 1},
            {last, unit},
            {last - 16384, 16384},
            {last - 1, 1}
        }) {
            RamDevice device = written(unit);
            device.write(lost[0], ones((int) lost[1]));
            boolean primary = lost[0] < SIZE / 2;
            PartitionTable table = scheme.read(device).orElseThrow();
            assertEquals(sample(unit).partitions(), table.partitions());
            assertEquals(List.of(primary ? "gpt-primary-damaged" : "gpt-backup-damaged"), codes(table));
            assertEquals(sample(unit), scheme.repair(device));
            assertSame(written(unit), device);
        }
    }

    @Test
    void bothCopiesDamagedIsCorrupt() throws IOException {
        RamDevice device = written(512);
        device.write(512, ones(512));
        device.write(SIZE - 512, ones(512));
        CorruptInputException fault = assertThrows(CorruptInputException.class, () -> scheme.read(device));
        assertEquals(512, fault.detail().offset());
        assertThrows(CorruptInputException.class, () -> scheme.repair(device));
    }

    @Test
    void protectiveRecordWithoutAnyGptIsCorrupt() throws IOException {
        RamDevice device = new RamDevice(SIZE);
        RamDevice other = written(512);
        ByteBuffer record = ByteBuffer.allocate(512);
        other.read(0, record);
        device.write(0, record.flip());
        assertThrows(CorruptInputException.class, () -> scheme.read(device));
    }

    @Test
    void lostRecordIsToldAndRepaired() throws IOException {
        RamDevice device = written(512);
        device.zero(0, 512);
        assertEquals(Optional.empty(), new MbrScheme().read(device));
        assertEquals(List.of("gpt-not-protected"), codes(scheme.read(device).orElseThrow()));
        assertEquals(sample(512), scheme.repair(device));
        assertSame(written(512), device);
    }

    @Test
    void loneBackupIsTakenOnlyToRepair() throws IOException {
        RamDevice device = written(512);
        device.zero(0, MIB);
        assertEquals(Optional.empty(), scheme.read(device));
        assertEquals(sample(512), scheme.repair(device));
        assertSame(written(512), device);
    }

    @Test
    void copiesThatDifferAreToldAndTheFirstIsUsed() throws IOException {
        RamDevice device = written(512);
        RamDevice old = new RamDevice(SIZE);
        PartitionTable fewer =
                sample(512).withPartitions(sample(512).partitions().subList(0, 1));
        scheme.write(old, fewer);
        copy(old, device, 0, MIB);
        PartitionTable table = scheme.read(device).orElseThrow();
        assertEquals(fewer.partitions(), table.partitions());
        assertEquals(List.of("gpt-copies-differ"), codes(table));
        assertEquals(fewer, scheme.repair(device));
        assertSame(old, device);
    }

    @Test
    void everyStateBetweenTwoWritesIsTheOldOrTheNewTable() throws IOException {
        RamDevice old = written(512);
        RamDevice after = new RamDevice(SIZE);
        List<Partition> partitions = List.of(new Partition(2, 2 * MIB, MIB, Partition.GPT_LINUX, false, "new", "", 0));
        PartitionTable changed = sample(512).withPartitions(partitions);
        scheme.write(after, changed);
        List<Partition> expected = scheme.read(after).orElseThrow().partitions();
        long last = SIZE - 512;
        long[][] steps = {{last - 16384, 16384}, {last, 512}, {1024, 16384}, {512, 512}, {0, 512}};
        for (int done = 0; done <= steps.length; done++) {
            RamDevice device = new RamDevice(SIZE);
            copy(old, device, 0, SIZE);
            for (int i = 0; i < done; i++) {
                copy(after, device, steps[i][0], steps[i][1]);
            }
            assertEquals(
                    done < 3 ? sample(512).partitions() : expected,
                    scheme.read(device).orElseThrow().partitions(),
                    "after " + done);
            scheme.repair(device);
            assertEquals(List.of(), codes(scheme.read(device).orElseThrow()));
        }
    }

    @Test
    void grownDeviceKeepsItsTableAndRepairMovesTheBackup() throws IOException {
        // The header says where the backup is, or else the protective entry.
        for (long lost : new long[] {0, 1024, 512}) {
            boolean damaged = lost != 0;
            RamDevice device = new RamDevice(2 * SIZE);
            copy(written(512), device, 0, SIZE);
            if (damaged) {
                device.write(lost, ones(100));
            }
            PartitionTable table = scheme.read(device).orElseThrow();
            assertEquals(
                    damaged
                            ? List.of("gpt-primary-damaged", "gpt-backup-not-at-end")
                            : List.of("gpt-backup-not-at-end"),
                    codes(table));
            assertEquals(sample(512).usableEnd(), table.usableEnd());
            PartitionTable repaired = scheme.repair(device);
            assertEquals(GptSchemeTest.sample(2 * SIZE, 512), repaired);
            RamDevice fresh = new RamDevice(2 * SIZE);
            scheme.write(fresh, repaired);
            copy(fresh, device, SIZE - 33 * 512, 33 * 512);
            assertSame(fresh, device);
        }
    }

    @Test
    void deviceCutBehindItsPartitionsIsReadAndRepaired() throws IOException {
        BlockDevice device = written(512).range(0, 61 * MIB);
        PartitionTable table = scheme.read(device).orElseThrow();
        assertEquals(List.of("gpt-backup-damaged", "gpt-device-shorter"), codes(table));
        assertEquals(GptSchemeTest.sample(61 * MIB, 512), scheme.repair(device));
    }

    @Test
    void deviceCutWithoutRoomForTheBackupIsNotRepaired() throws IOException {
        RecordingDevice device = new RecordingDevice(written(512).range(0, 60 * MIB));
        assertEquals(2, scheme.read(device).orElseThrow().partitions().size());
        assertThrows(CorruptInputException.class, () -> scheme.repair(device));
        assertEquals(List.of(), device.changes());
    }

    @Test
    void deviceCutWithinAPartitionIsCorrupt() throws IOException {
        BlockDevice device = written(512).range(0, 50 * MIB);
        assertThrows(CorruptInputException.class, () -> scheme.read(device));
    }

    @Test
    void soundTableNeedsNoWriteToRepair() throws IOException {
        RecordingDevice device = new RecordingDevice(written(512));
        scheme.repair(device);
        assertEquals(List.of(), device.changes());
        assertThrows(InvalidRequestException.class, () -> scheme.repair(new RamDevice(SIZE)));
    }

    @Test
    void mbrTableOverAnOldGptWins() throws IOException {
        RamDevice device = written(512);
        PartitionTable mbr =
                new PartitionTable("mbr", "0badcafe", SIZE, 512, List.of(new Partition(1, MIB, MIB, "83", false, "")));
        for (PartitionTable table : List.of(mbr, mbr.withPartitions(List.of()))) {
            new MbrScheme().write(device, table);
            assertEquals(Optional.of(table), new MbrScheme().read(device));
            assertEquals(Optional.empty(), scheme.read(device));
            assertThrows(InvalidRequestException.class, () -> scheme.repair(device));
        }
    }

    @Test
    void hybridIsoImageIsOfNeitherScheme() throws IOException {
        RamDevice device = written(512);
        device.zero(446, 64);
        device.write(446, bytes(0x80, 0, 1, 0, 0, 0xFE, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 2, 0));
        device.write(462, bytes(0, 0xFE, 0xFF, 0xFF, 0xEF, 0xFE, 0xFF, 0xFF, 0, 1, 0, 0, 0x40, 0x0B, 0, 0));
        assertEquals(Optional.empty(), scheme.read(device));
        assertEquals(Optional.empty(), new MbrScheme().read(device));
    }

    @Test
    void hybridRecordGivesWayToTheGptAndIsKept() throws IOException {
        RamDevice device = written(512);
        // Partition 3 beside the protective entry.
        ByteBuffer entry = bytes(0x80, 0, 0, 0, 0x83, 0, 0, 0);
        device.write(462, entry);
        device.write(470, little((int) (40 * MIB / 512), (int) (20 * MIB / 512)));
        PartitionTable table = scheme.read(device).orElseThrow();
        assertEquals(sample(512).partitions(), table.partitions());
        assertEquals(List.of("gpt-hybrid-mbr"), codes(table));
        assertEquals(Optional.empty(), new MbrScheme().read(device));
        byte[] record = read(device, 0, 512);
        scheme.write(device, table.withPartitions(table.partitions().subList(1, 2)));
        assertArrayEquals(record, read(device, 0, 512));
        assertThrows(
                InvalidRequestException.class,
                () -> scheme.write(
                        device, table.withPartitions(table.partitions().subList(0, 1))));
    }

    @Test
    void activeProtectiveEntryStaysActive() throws IOException {
        RamDevice device = written(512);
        device.write(446, bytes(0x80));
        scheme.write(device, sample(512));
        assertArrayEquals(new byte[] {(byte) 0x80}, read(device, 446, 1));
    }

    @Test
    void overlappingEntriesAreCorrupt() throws IOException {
        assertCorrupt(entry(2, 2 * MIB / 512, 3 * MIB / 512), 1024 + 128);
    }

    @Test
    void entryBeforeTheUsableSectorsIsCorrupt() throws IOException {
        assertCorrupt(entry(2, 33, 40), 1024 + 128);
    }

    @Test
    void entryBehindTheUsableSectorsIsCorrupt() throws IOException {
        assertCorrupt(entry(2, 62 * MIB / 512, SIZE / 512 - 33), 1024 + 128);
    }

    @Test
    void entryThatEndsBeforeItStartsIsCorrupt() throws IOException {
        assertCorrupt(entry(2, 62 * MIB / 512, 62 * MIB / 512 - 1), 1024 + 128);
    }

    @Test
    void entryWithNegativeSectorsIsCorrupt() throws IOException {
        assertCorrupt(entry(2, -5, -2), 1024 + 128);
        assertCorrupt(entry(2, Long.MIN_VALUE, Long.MAX_VALUE), 1024 + 128);
    }

    @Test
    void fieldsOutOfRangeMakeACopyUnsound() throws IOException {
        long[][] fields = {
            {8, 0x0002_0000, 4},
            {12, 91, 4},
            {12, 513, 4},
            {12, -1, 4},
            {24, 2, 8},
            {32, 1, 8},
            {32, -1, 8},
            {40, 1, 8},
            {40, -1, 8},
            {40, 33, 8},
            {48, 20, 8},
            {48, Long.MAX_VALUE, 8},
            {72, 1, 8},
            {72, 3, 8},
            {72, -1, 8},
            {72, Long.MAX_VALUE, 8},
            {80, 0, 4},
            {80, 129, 4},
            {80, -1, 4},
            {80, Integer.MAX_VALUE, 4},
            {84, 0, 4},
            {84, 64, 4},
            {84, 192, 4},
            {84, 8192, 4},
            {84, -1, 4},
        };
        for (long[] field : fields) {
            RamDevice device = written(512);
            setField(device, 512, field);
            PartitionTable table = scheme.read(device).orElseThrow();
            assertEquals(List.of("gpt-primary-damaged"), codes(table), Arrays.toString(field));
            assertEquals(sample(512), scheme.repair(device));
        }
    }

    @Test
    void duplicateIdentityIsTold() throws IOException {
        RamDevice device = written(512);
        copy(device, 1024 + 16, 1024 + 2 * 128 + 16, 16);
        fixChecksums(device);
        assertEquals(
                List.of("gpt-copies-differ", "gpt-duplicate-id"),
                codes(scheme.read(device).orElseThrow()));
    }

    @Test
    void tableOfAnotherShapeKeepsItsShape() throws IOException {
        // 56 entries from sector 40, as some boards need it.
        RamDevice device = new RamDevice(SIZE);
        long last = SIZE / 512 - 1;
        GptHeader header = new GptHeader(
                1, last, 2048, last - 15, Guid.parse(sample(512).diskId()).orElseThrow(), 40, 56, 128, 0);
        new GptStore(device, header, new byte[56 * 128]).writeBackup();
        new GptStore(device, header, new byte[56 * 128]).writePrimary();
        ProtectiveRecord.of(device, false, List.of()).write();
        device.write(1024, ones(512));
        PartitionTable table = scheme.read(device).orElseThrow();
        assertEquals(List.of(), codes(table));
        scheme.write(device, table.withPartitions(sample(512).partitions()));
        assertEquals(sample(512).partitions(), scheme.read(device).orElseThrow().partitions());
        assertArrayEquals(ones(512).array(), read(device, 1024, 512));
        device.write(SIZE - 512, ones(512));
        scheme.repair(device);
        assertArrayEquals(ones(512).array(), read(device, 1024, 512));
        assertEquals(List.of(), codes(scheme.read(device).orElseThrow()));
    }

    /** Mutations of the sectors that matter, with the checksums right or not: a table, none, or a fault. */
    @Test
    void mutationsGiveATableOrNoneOrAFault() throws IOException {
        Random random = new Random(20240607);
        for (int round = 0; round < 4000; round++) {
            int unit = random.nextInt(4) == 0 ? 4096 : 512;
            RamDevice device = written(unit);
            long[] places = {0, unit, 2L * unit, SIZE - unit, SIZE - unit - 16384};
            int changes = 1 + random.nextInt(6);
            for (int i = 0; i < changes; i++) {
                long place = places[random.nextInt(places.length)] + random.nextInt(512);
                int width = 1 << random.nextInt(4);
                long[] values = {0, -1, 1, Long.MAX_VALUE, Long.MIN_VALUE, SIZE / unit, random.nextLong()};
                ByteBuffer value = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
                value.putLong(0, values[random.nextInt(values.length)]);
                if (place + width <= SIZE) {
                    device.write(place, value.limit(width));
                }
            }
            if (random.nextBoolean()) {
                fixHeader(device, unit, unit);
                fixHeader(device, SIZE - unit, unit);
            }
            bounded(() -> scheme.read(device));
            bounded(() -> new MbrScheme().read(device));
            bounded(() -> scheme.repair(device));
            bounded(() -> scheme.write(device, sample(unit)));
        }
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void bounded(Action action) {
        try {
            action.run();
        } catch (IOException e) {
            assertInstanceOf(Fault.class, e);
        }
    }

    private void assertCorrupt(RamDevice device, long offset) {
        CorruptInputException fault = assertThrows(CorruptInputException.class, () -> scheme.read(device));
        assertEquals(offset, fault.detail().offset());
    }

    private RamDevice entry(int number, long first, long last) throws IOException {
        RamDevice device = written(512);
        GptEntry entry = new GptEntry(
                Guid.parse(Partition.GPT_LINUX).orElseThrow(), Guid.derived(Guid.ZERO, number), first, last, 0, "");
        ByteBuffer bytes = ByteBuffer.allocate(128);
        entry.write(bytes, 0);
        device.write(1024 + (number - 1) * 128L, bytes);
        fixChecksums(device);
        return device;
    }

    private static void setField(RamDevice device, long header, long[] field) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, field[1]).limit((int) field[2]);
        device.write(header + field[0], bytes);
        fixHeader(device, header, 512);
    }

    private static void fixChecksums(RamDevice device) throws IOException {
        device.write(512 + 88, little(GptHeader.crcOf(read(device, 1024, 16384))));
        fixHeader(device, 512, 512);
    }

    private static void fixHeader(RamDevice device, long position, int unit) throws IOException {
        int size = ByteBuffer.wrap(read(device, position + 12, 4))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
        byte[] header = read(device, position, size < 92 || size > unit ? 92 : size);
        Arrays.fill(header, 16, 20, (byte) 0);
        device.write(position + 16, little(GptHeader.crcOf(header)));
    }

    private static PartitionTable sample(int unit) {
        return GptSchemeTest.sample(SIZE, unit);
    }

    private RamDevice written(int unit) throws IOException {
        RamDevice device = new RamDevice(SIZE, unit);
        scheme.write(device, sample(unit));
        return device;
    }

    private static List<String> codes(PartitionTable table) {
        return table.findings().stream().map(Finding::code).toList();
    }

    private static void assertSame(BlockDevice expected, BlockDevice actual) throws IOException {
        assertArrayEquals(read(expected, 0, (int) MIB), read(actual, 0, (int) MIB));
        long end = expected.size() - MIB;
        assertArrayEquals(read(expected, end, (int) MIB), read(actual, end, (int) MIB));
    }

    private static void copy(BlockDevice from, BlockDevice to, long position, long length) throws IOException {
        to.write(position, ByteBuffer.wrap(read(from, position, (int) length)));
    }

    private static void copy(BlockDevice device, long from, long to, int length) throws IOException {
        device.write(to, ByteBuffer.wrap(read(device, from, length)));
    }

    private static byte[] read(BlockDevice device, long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        device.read(position, ByteBuffer.wrap(bytes));
        return bytes;
    }

    private static ByteBuffer ones(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 1);
        return ByteBuffer.wrap(bytes);
    }

    private static ByteBuffer little(int... numbers) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int number : numbers) {
            buffer.putInt(number);
        }
        return buffer.flip();
    }

    private static ByteBuffer bytes(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length);
        for (int value : values) {
            buffer.put((byte) value);
        }
        return buffer.flip();
    }
}
