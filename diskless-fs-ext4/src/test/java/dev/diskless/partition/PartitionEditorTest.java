package dev.diskless.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.device.RamDevice;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import dev.diskless.spi.PartitionScheme;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartitionEditorTest {

    private static final long MIB = 1 << 20;
    private static final long SIZE = 64 * MIB;
    private static final String DISK = "01234567-89ab-4cde-8f01-23456789abcd";

    private final PartitionTable mbr = new PartitionTable("mbr", "12345678", SIZE, 512, List.of());

    @Test
    void newTableIsTheSameForTheSameArguments() throws IOException {
        for (PartitionScheme scheme : List.of(new MbrScheme(), new GptScheme())) {
            PartitionTable table = PartitionEditor.newTable(scheme.name(), SIZE, 512, "a");
            assertEquals(table, PartitionEditor.newTable(scheme.name(), SIZE, 512, "a"));
            assertNotEquals(table, PartitionEditor.newTable(scheme.name(), SIZE, 512, "b"));
            for (int unit : new int[] {512, 4096}) {
                RamDevice device = new RamDevice(SIZE, unit);
                PartitionTable empty = PartitionEditor.newTable(scheme.name(), SIZE, unit, "a");
                scheme.write(device, empty);
                assertEquals(Optional.of(empty), scheme.read(device));
            }
        }
        assertThrows(InvalidRequestException.class, () -> PartitionEditor.newTable("sun", SIZE, 512, "a"));
    }

    @Test
    void freeSpaceIsWhatNoPartitionTakes() throws IOException {
        assertEquals(List.of(new FreeSpace(512, SIZE - 512)), PartitionEditor.freeSpace(mbr));
        PartitionTable table = mbr.withPartitions(
                List.of(partition(1, 10 * MIB, 5 * MIB), partition(2, MIB, 9 * MIB), partition(3, 63 * MIB, MIB)));
        assertEquals(
                List.of(new FreeSpace(512, MIB - 512), new FreeSpace(15 * MIB, 48 * MIB)),
                PartitionEditor.freeSpace(table));
        assertEquals(
                List.of(new FreeSpace(34 * 512, SIZE - 67 * 512)), PartitionEditor.freeSpace(gpt(new RamDevice(SIZE))));
    }

    @Test
    void roomOfMbrEndsWith32BitSectorNumbers() {
        PartitionTable huge = new PartitionTable("mbr", "12345678", 3L << 40, 512, List.of());
        assertEquals(List.of(new FreeSpace(512, (2L << 40) - 512)), PartitionEditor.freeSpace(huge));
    }

    @Test
    void largestRoomIsTakenWholeAndAligned() throws IOException {
        PartitionTable table = mbr.withPartitions(List.of(partition(2, 10 * MIB + 512, 5 * MIB)));
        PartitionTable larger = PartitionEditor.create(table, NewPartition.of("83"));
        assertEquals(partition(1, 16 * MIB, 48 * MIB), larger.partitions().get(0));
        assertEquals(2, larger.partitions().get(1).number());
    }

    @Test
    void firstRoomThatIsLargeEnoughIsTaken() throws IOException {
        PartitionTable table = mbr.withPartitions(List.of(partition(1, 10 * MIB, 5 * MIB)));
        PartitionTable small =
                PartitionEditor.create(table, NewPartition.of("83").withLength(9 * MIB));
        assertEquals(partition(2, MIB, 9 * MIB), small.partitions().get(1));
        PartitionTable large =
                PartitionEditor.create(table, NewPartition.of("83").withLength(9 * MIB + 512));
        assertEquals(partition(2, 15 * MIB, 9 * MIB + 512), large.partitions().get(1));
    }

    @Test
    void givenPlaceIsTakenExactly() throws IOException {
        PartitionTable table = mbr.withPartitions(List.of(partition(1, 10 * MIB, 5 * MIB)));
        assertEquals(
                partition(2, 512, 10 * MIB - 512),
                PartitionEditor.create(table, NewPartition.of("83").withStart(512))
                        .partitions()
                        .get(1));
        for (NewPartition refused : List.of(
                NewPartition.of("83").withStart(12 * MIB),
                NewPartition.of("83").withStart(0),
                NewPartition.of("83").withStart(-512),
                NewPartition.of("83").withStart(SIZE),
                NewPartition.of("83").withStart(Long.MAX_VALUE / 512 * 512),
                NewPartition.of("83").withStart(513),
                NewPartition.of("83").withStart(9 * MIB).withLength(2 * MIB),
                NewPartition.of("83").withLength(0),
                NewPartition.of("83").withLength(-512),
                NewPartition.of("83").withLength(513),
                NewPartition.of("83").withLength(Long.MAX_VALUE / 512 * 512))) {
            assertThrows(InvalidRequestException.class, () -> PartitionEditor.create(table, refused));
        }
    }

    @Test
    void numbersEnd() throws IOException {
        PartitionTable table = mbr;
        for (int i = 0; i < 4; i++) {
            table = PartitionEditor.create(table, NewPartition.of("83").withLength(MIB));
        }
        PartitionTable full = table;
        assertThrows(InvalidRequestException.class, () -> PartitionEditor.create(full, NewPartition.of("83")));
        PartitionTable less = PartitionEditor.delete(full, 2);
        assertEquals(
                partition(2, 2 * MIB, 512),
                PartitionEditor.create(less, NewPartition.of("83").withLength(512))
                        .partitions()
                        .get(1));
    }

    @Test
    void exactlyOnePartitionIsActive() throws IOException {
        PartitionTable table = mbr;
        for (int i = 0; i < 3; i++) {
            table = PartitionEditor.create(
                    table, NewPartition.of("83").withLength(MIB).withActive());
        }
        assertEquals(List.of(3), active(table));
        assertEquals(List.of(1), active(PartitionEditor.activate(table, 1)));
        assertEquals(List.of(3), active(PartitionEditor.deactivate(table, 1)));
        assertEquals(List.of(), active(PartitionEditor.deactivate(table, 3)));
    }

    @Test
    void sizeChangesWithinTheRoom() throws IOException {
        PartitionTable table = mbr.withPartitions(List.of(partition(1, MIB, MIB), partition(2, 10 * MIB, MIB)));
        assertEquals(9 * MIB, PartitionEditor.grow(table, 1).partitions().get(0).length());
        assertEquals(
                54 * MIB, PartitionEditor.grow(table, 2).partitions().get(1).length());
        assertEquals(
                512, PartitionEditor.resize(table, 1, 512).partitions().get(0).length());
        for (long refused : new long[] {0, -512, 513, 9 * MIB + 512, Long.MAX_VALUE / 512 * 512}) {
            assertThrows(InvalidRequestException.class, () -> PartitionEditor.resize(table, 1, refused));
        }
    }

    @Test
    void absentPartitionIsNotFound() {
        for (int number : new int[] {-1, 0, 1, 5}) {
            DisklessException fault = assertThrows(DisklessException.class, () -> PartitionEditor.delete(mbr, number));
            assertEquals(FaultCode.NOT_FOUND, fault.code());
            assertThrows(DisklessException.class, () -> PartitionEditor.resize(mbr, number, MIB));
            assertThrows(DisklessException.class, () -> PartitionEditor.activate(mbr, number));
            assertThrows(DisklessException.class, () -> PartitionEditor.rename(mbr, number, "x"));
            assertThrows(DisklessException.class, () -> PartitionEditor.retype(mbr, number, "83"));
        }
    }

    @Test
    void extendedPartitionGoesWithAllThatIsInIt() throws IOException {
        PartitionTable table = mbr.withPartitions(List.of(
                partition(1, MIB, MIB),
                new Partition(2, 10 * MIB, 20 * MIB, "05", false, ""),
                partition(5, 11 * MIB, MIB),
                partition(6, 13 * MIB, MIB)));
        assertEquals(
                List.of(partition(1, MIB, MIB)),
                PartitionEditor.delete(table, 2).partitions());
        assertEquals(
                54 * MIB, PartitionEditor.grow(table, 2).partitions().get(1).length());
        assertEquals(3, PartitionEditor.freeSpace(table).size());
    }

    @Test
    void editsKeepIdentityAndAttributes() throws IOException {
        RamDevice device = new RamDevice(SIZE);
        PartitionTable table = gpt(device);
        Partition old = new Partition(3, MIB, MIB, Partition.GPT_LINUX, false, "a", DISK, 1L << 60);
        table = table.withPartitions(List.of(old));
        PartitionTable edited = PartitionEditor.rename(
                PartitionEditor.retype(
                        PartitionEditor.activate(PartitionEditor.resize(table, 3, 2 * MIB), 3),
                        3,
                        Partition.GPT_EFI_SYSTEM),
                3,
                "b");
        assertEquals(
                List.of(new Partition(3, MIB, 2 * MIB, Partition.GPT_EFI_SYSTEM, true, "b", DISK, 1L << 60)),
                edited.partitions());
    }

    @Test
    void whateverIsEditedCanBeWritten() throws IOException {
        Random random = new Random(99);
        for (PartitionScheme scheme : List.of(new MbrScheme(), new GptScheme())) {
            RamDevice device = new RamDevice(SIZE);
            PartitionTable table = scheme.name().equals("mbr") ? mbr : gpt(device);
            String type = scheme.name().equals("mbr") ? "83" : Partition.GPT_LINUX;
            int changes = 0;
            for (int round = 0; round < 1000; round++) {
                int number = 1 + random.nextInt(6);
                long length = 512L * random.nextInt(60_000);
                try {
                    table = switch (random.nextInt(6)) {
                        case 0 -> PartitionEditor.delete(table, number);
                        case 1 -> PartitionEditor.resize(table, number, length);
                        case 2 -> PartitionEditor.grow(table, number);
                        case 3 -> PartitionEditor.activate(table, number);
                        case 4 ->
                            PartitionEditor.create(
                                    table, NewPartition.of(type).withStart(512L * random.nextInt(140_000)));
                        default ->
                            PartitionEditor.create(table, NewPartition.of(type).withLength(length));
                    };
                    changes++;
                } catch (DisklessException e) {
                    continue;
                }
                scheme.write(device, table);
                table = scheme.read(device).orElseThrow();
                assertEquals(List.of(), table.findings());
            }
            assertTrue(changes > 200, scheme.name());
        }
    }

    private static List<Integer> active(PartitionTable table) {
        return table.partitions().stream()
                .filter(Partition::active)
                .map(Partition::number)
                .toList();
    }

    private static PartitionTable gpt(RamDevice device) throws IOException {
        GptScheme scheme = new GptScheme();
        scheme.write(device, new PartitionTable("gpt", DISK, device.size(), device.sectorSize(), List.of()));
        return scheme.read(device).orElseThrow();
    }

    private static Partition partition(int number, long start, long length) {
        return new Partition(number, start, length, "83", false, "");
    }
}
