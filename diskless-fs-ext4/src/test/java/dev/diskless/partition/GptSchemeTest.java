package dev.diskless.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.diskless.contract.device.RecordingDevice;
import dev.diskless.contract.partition.PartitionSchemeContract;
import dev.diskless.device.BlockDevice;
import dev.diskless.device.RamDevice;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import dev.diskless.spi.PartitionScheme;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class GptSchemeTest extends PartitionSchemeContract {

    private static final long MIB = 1 << 20;
    private static final String DISK = "01234567-89ab-4cde-8f01-23456789abcd";
    private static final String ID = "fedcba98-7654-4321-8fed-cba987654321";
    private static final String OTHER_ID = "fedcba98-7654-4321-8fed-cba987654322";

    @Override
    protected PartitionScheme scheme() {
        return new GptScheme();
    }

    @Override
    protected PartitionTable table(int sectorSize) {
        return sample(SIZE, sectorSize);
    }

    static PartitionTable sample(long size, int sectorSize) {
        int array = 16384 / sectorSize;
        return new PartitionTable(
                "gpt",
                DISK,
                size,
                sectorSize,
                (2L + array) * sectorSize,
                size - (1L + array) * sectorSize,
                List.of(
                        new Partition(1, MIB, 32 * MIB, Partition.GPT_EFI_SYSTEM, true, "boot", ID, 1L << 60 | 1),
                        new Partition(
                                3,
                                40 * MIB,
                                20 * MIB,
                                Partition.GPT_LINUX,
                                false,
                                "d\u00e4t\ud83d\ude00",
                                OTHER_ID,
                                0)),
                List.of());
    }

    @Test
    void backupIsDurableBeforeThePrimaryAndThatBeforeTheRecord() throws IOException {
        RecordingDevice device = new RecordingDevice(new RamDevice(SIZE));
        scheme().write(device, table(512));
        long last = SIZE - 512;
        assertEquals(
                List.of(
                        "write " + (last - 16384) + "+16384",
                        "write " + last + "+512",
                        "flush",
                        "write 1024+16384",
                        "write 512+512",
                        "flush",
                        "write 0+512",
                        "flush"),
                device.changes());
    }

    @Test
    void fieldsLieWhereTheSpecificationSays() throws IOException {
        RamDevice device = written(512);
        assertEquals("ee", hex(device, 450, 1));
        assertEquals("4546492050415254" + "00000100" + "5c000000", hex(device, 512, 16));
        assertEquals("67452301ab89de4c8f0123456789abcd", hex(device, 512 + 56, 16));
        assertEquals("28732ac11ff8d211ba4b00a0c93ec93b", hex(device, 1024, 16));
        assertEquals("0500000000000010", hex(device, 1024 + 48, 8));
        assertEquals("62006f006f0074000000", hex(device, 1024 + 56, 10));
    }

    @Test
    void tableWithoutPartitionsIsATable() throws IOException {
        RamDevice device = new RamDevice(SIZE);
        PartitionTable empty = withPartitions(table(512), List.of());
        scheme().write(device, empty);
        assertEquals(Optional.of(empty), scheme().read(device));
    }

    @Test
    void usableRoomIsNarrowedToWhatTheTableLeaves() throws IOException {
        RamDevice device = new RamDevice(SIZE);
        PartitionTable wide =
                new PartitionTable("gpt", DISK, SIZE, 512, table(512).partitions());
        scheme().write(device, wide);
        assertEquals(Optional.of(table(512)), scheme().read(device));
    }

    @Test
    void narrowerUsableRoomIsKept() throws IOException {
        RamDevice device = new RamDevice(SIZE);
        PartitionTable good = table(512);
        PartitionTable narrow = new PartitionTable("gpt", DISK, SIZE, 512, MIB, 60 * MIB, good.partitions(), List.of());
        scheme().write(device, narrow);
        assertEquals(Optional.of(narrow), scheme().read(device));
        assertRefused(
                new RamDevice(SIZE),
                new PartitionTable("gpt", DISK, SIZE, 512, 2 * MIB, 60 * MIB, good.partitions(), List.of()));
    }

    @Test
    void absentIdentitiesAreDerivedFromDiskAndNumber() throws IOException {
        List<Partition> partitions = List.of(
                new Partition(1, MIB, MIB, Partition.GPT_LINUX, false, ""),
                new Partition(2, 2 * MIB, MIB, Partition.GPT_LINUX, false, ""));
        RamDevice one = new RamDevice(SIZE);
        RamDevice other = new RamDevice(SIZE, 4096);
        scheme().write(one, table(512).withPartitions(partitions));
        scheme().write(other, table(4096).withPartitions(partitions));
        List<Partition> read = scheme().read(one).orElseThrow().partitions();
        assertEquals(read, scheme().read(other).orElseThrow().partitions());
        assertNotEquals(read.get(0).id(), read.get(1).id());
        assertEquals(8, UUID.fromString(read.get(0).id()).version());
        assertEquals(2, UUID.fromString(read.get(0).id()).variant());
    }

    @Test
    void guidsMayBeGivenInUpperCase() throws IOException {
        RamDevice device = new RamDevice(SIZE);
        PartitionTable good = table(512);
        List<Partition> upper = new ArrayList<>();
        for (Partition p : good.partitions()) {
            upper.add(new Partition(
                    p.number(),
                    p.start(),
                    p.length(),
                    p.type().toUpperCase(java.util.Locale.ROOT),
                    p.active(),
                    p.name(),
                    p.id().toUpperCase(java.util.Locale.ROOT),
                    p.attributes()));
        }
        scheme().write(device, good.withPartitions(upper));
        assertEquals(Optional.of(good), scheme().read(device));
    }

    @Test
    void nameMayFillAllItsUnits() throws IOException {
        RamDevice device = new RamDevice(SIZE);
        PartitionTable table = one(new Partition(128, MIB, MIB, Partition.GPT_LINUX, false, "n".repeat(36), ID, 0));
        scheme().write(device, table);
        assertEquals(Optional.of(table), scheme().read(device));
    }

    @Test
    void fieldsThatDoNotFitAreRefused() {
        String linux = Partition.GPT_LINUX;
        for (Partition bad : List.of(
                new Partition(1, MIB, MIB, "83", false, ""),
                new Partition(1, MIB, MIB, "00000000-0000-0000-0000-000000000000", false, ""),
                new Partition(1, MIB, MIB, linux, false, "n".repeat(37)),
                new Partition(1, MIB, MIB, linux, false, "a\0b"),
                new Partition(1, MIB, MIB, linux, false, "", "1", 0),
                new Partition(1, MIB, MIB, linux, false, "", "", 4),
                new Partition(129, MIB, MIB, linux, false, ""),
                new Partition(1, 33 * 512, MIB, linux, false, ""),
                new Partition(1, MIB, SIZE - MIB - 32 * 512, linux, false, ""))) {
            assertRefused(new RamDevice(SIZE), one(bad));
        }
    }

    @Test
    void equalIdentitiesAreRefused() {
        assertRefused(
                new RamDevice(SIZE),
                table(512)
                        .withPartitions(List.of(
                                new Partition(1, MIB, MIB, Partition.GPT_LINUX, false, "", ID, 0),
                                new Partition(2, 2 * MIB, MIB, Partition.GPT_LINUX, false, "", ID, 0))));
    }

    @Test
    void malformedDiskGuidsAreRefused() {
        for (String id :
                List.of("", "0badcafe", "00000000-0000-0000-0000-000000000000", "{" + DISK + "}", "1-1-1-1-1")) {
            assertRefused(new RamDevice(SIZE), new PartitionTable("gpt", id, SIZE, 512, List.of()));
        }
    }

    @Test
    void smallestDeviceHoldsOneSector() throws IOException {
        for (int unit : new int[] {512, 4096}) {
            long size = 2L * 16384 + 4L * unit;
            RamDevice device = new RamDevice(size, unit);
            PartitionTable table = new PartitionTable(
                    "gpt",
                    DISK,
                    size,
                    unit,
                    List.of(new Partition(1, 16384 + 2L * unit, unit, Partition.GPT_LINUX, false, "", ID, 0)));
            scheme().write(device, table);
            assertEquals(table.partitions(), scheme().read(device).orElseThrow().partitions());
            assertRefused(
                    new RamDevice(size - unit, unit), new PartitionTable("gpt", DISK, size - unit, unit, List.of()));
        }
    }

    @Test
    void protectiveEntryOfAHugeDiskSaysAllThat32BitsCan() throws IOException {
        long size = 3L << 40;
        RamDevice device = new RamDevice(size);
        PartitionTable table = new PartitionTable(
                "gpt", DISK, size, 512, List.of(new Partition(1, MIB, size - 2 * MIB, Partition.GPT_LINUX, true, "")));
        scheme().write(device, table);
        assertEquals("00000200eeffffff01000000ffffffff", hex(device, 446, 16));
        assertEquals(
                size - 2 * MIB,
                scheme().read(device).orElseThrow().partitions().get(0).length());
    }

    @Test
    void sectorsOfAnotherSizeHideTheTable() throws IOException {
        RamDevice device = written(512);
        BlockDevice other = new RamDevice(SIZE, 4096);
        ByteBuffer all = ByteBuffer.allocate((int) SIZE);
        device.read(0, all);
        other.write(0, all.flip());
        org.junit.jupiter.api.Assertions.assertThrows(
                dev.diskless.fault.CorruptInputException.class, () -> scheme().read(other));
    }

    private RamDevice written(int sectorSize) throws IOException {
        RamDevice device = new RamDevice(SIZE, sectorSize);
        scheme().write(device, table(sectorSize));
        return device;
    }

    private PartitionTable one(Partition partition) {
        return withPartitions(table(512), List.of(partition));
    }

    private static String hex(BlockDevice device, long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        device.read(position, ByteBuffer.wrap(bytes));
        return java.util.HexFormat.of().formatHex(bytes);
    }
}
