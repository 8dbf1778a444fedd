package dev.diskless.partition;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.ImageFile;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the scheme against {@code sfdisk}: the same bytes, the same reading, no complaint. */
class SfdiskDifferentialTest {

    private static final long MIB = 1 << 20;
    private static final String[] TYPES = {"83", "0c", "0b", "0e", "06", "01", "82", "ef", "a5", "17", "fd", "07"};

    @TempDir
    Path directory;

    static Stream<PartitionTable> tables() {
        List<PartitionTable> tables = new ArrayList<>();
        tables.add(
                table(64 * MIB, "0badcafe", List.of(new Partition(1, MIB, 63 * MIB, Partition.MBR_LINUX, true, ""))));
        // On both sides of the last cylinder that fits the three bytes.
        long edge = 1024L * 255 * 63;
        tables.add(table(
                20L << 30,
                "00000001",
                List.of(
                        sectors(1, 2048, 1000, "83", false),
                        sectors(2, edge - 16065, 15620, "0c", true),
                        sectors(3, edge - 1, 1, "83", false),
                        sectors(4, edge, 1, "83", false))));
        tables.add(table(2L << 40, "deadbeef", List.of(sectors(1, 2048, (1L << 32) - 2048 - 1, "83", false))));
        Random random = new Random(4711);
        for (int i = 0; i < 20; i++) {
            tables.add(random(random));
        }
        return tables.stream();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void bytesAndReadingsAgree(PartitionTable table) throws IOException {
        RealTool sfdisk = RealTool.named("sfdisk");
        byte[] bootCode = new byte[512];
        new Random(1).nextBytes(bootCode);

        Path theirs = directory.resolve("theirs.img");
        try (ImageFile device = ImageFile.create(theirs, table.deviceSize())) {
            device.write(0, ByteBuffer.wrap(bootCode));
        }
        Path script = Files.writeString(directory.resolve("script"), script(table));
        RealTool.named("sh")
                .run(
                        "-c",
                        "PATH=$PATH:/usr/sbin:/sbin; sfdisk --quiet --no-reread --no-tell-kernel --wipe never \"$1\" < \"$2\"",
                        "sh",
                        theirs,
                        script)
                .succeeded();

        Path ours = directory.resolve("ours.img");
        MbrScheme scheme = new MbrScheme();
        try (ImageFile device = ImageFile.create(ours, table.deviceSize())) {
            device.write(0, ByteBuffer.wrap(bootCode));
            scheme.write(device, table);
        }

        assertArrayEquals(firstSector(theirs), firstSector(ours));
        assertArrayEquals(Arrays.copyOf(bootCode, 440), Arrays.copyOf(firstSector(ours), 440));
        try (ImageFile device = ImageFile.openReadOnly(theirs)) {
            assertEquals(Optional.of(table), scheme.read(device));
        }
        sfdisk.run("--verify", ours).succeeded();
        assertEquals(
                sfdisk.run("-d", theirs).succeeded().out().replace(theirs.toString(), "IMAGE"),
                sfdisk.run("-d", ours).succeeded().out().replace(ours.toString(), "IMAGE"));
    }

    private static PartitionTable random(Random random) {
        long size = MIB * (8 + random.nextInt(40_000));
        List<Partition> partitions = new ArrayList<>();
        long free = 1 + random.nextInt(5000);
        for (int number = 1; number <= 4; number++) {
            long room = size / 512 - free;
            if (room > 10 && random.nextInt(4) != 0) {
                long length = 1 + (long) (random.nextDouble() * Math.min(room - 1, size / 512 / 3));
                partitions.add(
                        sectors(number, free, length, TYPES[random.nextInt(TYPES.length)], random.nextInt(3) == 0));
                free += length + random.nextInt(3000);
            }
        }
        return table(size, String.format(Locale.ROOT, "%08x", random.nextInt()), partitions);
    }

    private static PartitionTable table(long size, String id, List<Partition> partitions) {
        return new PartitionTable("mbr", id, size, 512, partitions);
    }

    private static Partition sectors(int number, long start, long length, String type, boolean active) {
        return new Partition(number, start * 512, length * 512, type, active, "");
    }

    private static String script(PartitionTable table) {
        StringBuilder script = new StringBuilder("label: dos\nlabel-id: 0x" + table.diskId() + "\nunit: sectors\n\n");
        for (Partition partition : table.partitions()) {
            script.append("part")
                    .append(partition.number())
                    .append(" : start=")
                    .append(partition.start() / 512)
                    .append(", size=")
                    .append(partition.length() / 512)
                    .append(", type=")
                    .append(partition.type())
                    .append(partition.active() ? ", bootable" : "")
                    .append('\n');
        }
        return script.toString();
    }

    private static byte[] firstSector(Path image) throws IOException {
        try (ImageFile device = ImageFile.openReadOnly(image)) {
            ByteBuffer sector = ByteBuffer.allocate(512);
            device.read(0, sector);
            return sector.array();
        }
    }
}
