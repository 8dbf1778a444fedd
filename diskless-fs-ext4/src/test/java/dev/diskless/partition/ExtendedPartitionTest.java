package dev.diskless.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.contract.device.RecordingDevice;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.ImageFile;
import dev.diskless.device.RamDevice;
import dev.diskless.fault.Fault;
import dev.diskless.fault.UnsupportedFeatureException;
import dev.diskless.medium.Finding;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logical partitions: read as sfdisk and Linux do, never lost by writing, never followed for ever. */
class ExtendedPartitionTest {

    private static final long MIB = 1 << 20;
    private static final long SIZE = 64 * MIB;
    private static final int EXTENDED = 20480;

    @TempDir
    Path directory;

    private final MbrScheme scheme = new MbrScheme();

    @ParameterizedTest
    @ValueSource(strings = {"05", "0f", "85"})
    void readsWhatSfdiskWrites(String type) throws IOException {
        Random random = new Random(type.hashCode());
        StringBuilder script = new StringBuilder("label: dos\nlabel-id: 0x12345678\n");
        script.append("start=2048, size=8192, type=83, bootable\nstart=20480, size=100000, type=" + type + "\n");
        for (int i = 0; i < 1 + random.nextInt(12); i++) {
            script.append("size=" + (1 + random.nextInt(5000)) + ", type=" + (i % 3 == 0 ? "c" : "83") + "\n");
        }
        Path input = Files.writeString(directory.resolve("script"), script);
        Path image = directory.resolve("image");
        ImageFile.create(image, SIZE).close();
        RealTool.named("sfdisk");
        RealTool.named("sh")
                .run(
                        "-c",
                        "PATH=$PATH:/usr/sbin:/sbin; sfdisk -q --no-reread --no-tell-kernel \"$1\" < \"$2\"",
                        "sh",
                        image,
                        input)
                .succeeded();
        String dump = RealTool.named("sfdisk").run("-d", image).succeeded().out();
        try (ImageFile device = ImageFile.open(image)) {
            PartitionTable table = scheme.read(device).orElseThrow();
            assertEquals(listed(dump), table.partitions());
            assertEquals(List.of(), table.findings());
            // Only what lies outside the extended partition changes.
            List<Partition> changed = new ArrayList<>(table.partitions());
            changed.remove(0);
            scheme.write(device, table.withPartitions(changed));
            assertEquals(changed, scheme.read(device).orElseThrow().partitions());
        }
    }

    private static List<Partition> listed(String dump) {
        Matcher line = Pattern.compile("image(\\d+) : start= *(\\d+), size= *(\\d+), type=(\\w+)(, bootable)?")
                .matcher(dump);
        List<Partition> partitions = new ArrayList<>();
        while (line.find()) {
            String type = line.group(4);
            partitions.add(new Partition(
                    Integer.parseInt(line.group(1)),
                    Long.parseLong(line.group(2)) * 512,
                    Long.parseLong(line.group(3)) * 512,
                    type.length() == 1 ? "0" + type : type,
                    line.group(5) != null,
                    ""));
        }
        return partitions;
    }

    @Test
    void logicalPartitionsAreNeverLostOrMade() throws IOException {
        RamDevice device = sample();
        PartitionTable table = scheme.read(device).orElseThrow();
        assertEquals(List.of(1, 5, 6), numbers(table));
        List<Partition> all = table.partitions();
        Partition wider = new Partition(1, all.get(0).start() - 512, all.get(0).length() + 512, "05", false, "");
        for (List<Partition> refused : List.of(
                all.subList(0, 1),
                all.subList(0, 2),
                List.of(all.get(0), all.get(2)),
                all.subList(1, 3),
                List.of(wider, all.get(1), all.get(2)))) {
            RecordingDevice recording = new RecordingDevice(device);
            assertThrows(
                    UnsupportedFeatureException.class, () -> scheme.write(recording, table.withPartitions(refused)));
            assertEquals(List.of(), recording.changes());
        }
        scheme.write(device, table.withPartitions(List.of()));
        assertEquals(List.of(), numbers(scheme.read(device).orElseThrow()));
    }

    @Test
    void chainThatComesBackEnds() throws IOException {
        RamDevice device = sample();
        entry(device, EXTENDED + 4096, 1, 0x05, 0, 4096);
        assertDamaged(device, 1, 5, 6);
    }

    @Test
    void chainThatLeavesItsPartitionEnds() throws IOException {
        RamDevice device = sample();
        entry(device, EXTENDED, 1, 0x05, 40960, 4096);
        assertDamaged(device, 1, 5);
        entry(device, EXTENDED, 1, 0x05, -1, 4096);
        assertDamaged(device, 1, 5);
    }

    @Test
    void recordWithoutEndMarkEndsTheChain() throws IOException {
        RamDevice device = sample();
        device.write((EXTENDED + 4096) * 512L + 510, ByteBuffer.allocate(2));
        assertDamaged(device, 1, 5);
    }

    @Test
    void logicalPartitionOutsideEndsTheChain() throws IOException {
        RamDevice device = sample();
        entry(device, EXTENDED + 4096, 0, 0x83, 63, -1);
        assertDamaged(device, 1, 5);
        entry(device, EXTENDED + 4096, 0, 0x83, 0, 100);
        assertDamaged(device, 1, 5);
    }

    @Test
    void overlappingLogicalPartitionsEndTheChain() throws IOException {
        RamDevice device = sample();
        entry(device, EXTENDED, 0, 0x83, 63, 8000);
        assertDamaged(device, 1, 5);
    }

    @Test
    void endlessChainEndsAtTheLimit() throws IOException {
        RamDevice device = sample();
        for (int i = 0; i < 1000; i++) {
            end(device, EXTENDED + i);
            entry(device, EXTENDED + i, 0, 0, 0, 0);
            entry(device, EXTENDED + i, 1, 0x05, i + 1, 1);
        }
        assertDamaged(device, 1);
    }

    @Test
    void mutationsGiveATableOrNoneOrAFault() throws IOException {
        Random random = new Random(42);
        for (int round = 0; round < 3000; round++) {
            RamDevice device = sample();
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                long sector = new long[] {0, EXTENDED, EXTENDED + 4096}[random.nextInt(3)];
                int[] values = {0, -1, 1, EXTENDED, 4096, 0x05, random.nextInt()};
                ByteBuffer value = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
                value.putInt(0, values[random.nextInt(values.length)]).limit(random.nextBoolean() ? 1 : 4);
                device.write(sector * 512 + 446 + random.nextInt(60), value);
            }
            try {
                scheme.read(device);
            } catch (IOException e) {
                assertInstanceOf(Fault.class, e);
            }
        }
    }

    private void assertDamaged(RamDevice device, Integer... numbers) throws IOException {
        PartitionTable table = scheme.read(device).orElseThrow();
        assertEquals(List.of(numbers), numbers(table));
        assertEquals(
                List.of("mbr-extended-damaged"),
                table.findings().stream().map(Finding::code).toList());
    }

    private static List<Integer> numbers(PartitionTable table) {
        return table.partitions().stream().map(Partition::number).toList();
    }

    private RamDevice sample() throws IOException {
        RamDevice device = new RamDevice(SIZE);
        Partition extended = new Partition(1, EXTENDED * 512L, 20 * MIB, "05", false, "");
        scheme.write(device, new PartitionTable("mbr", "12345678", SIZE, 512, List.of(extended)));
        end(device, EXTENDED);
        entry(device, EXTENDED, 0, 0x83, 63, 2000);
        entry(device, EXTENDED, 1, 0x05, 4096, 4096);
        end(device, EXTENDED + 4096);
        entry(device, EXTENDED + 4096, 0, 0x0C, 63, 2000);
        return device;
    }

    private static void end(RamDevice device, long sector) throws IOException {
        device.write(sector * 512 + 510, ByteBuffer.wrap(new byte[] {0x55, (byte) 0xAA}));
    }

    private static void entry(RamDevice device, long sector, int index, int type, int start, int sectors)
            throws IOException {
        ByteBuffer entry = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        entry.put(4, (byte) type).putInt(8, start).putInt(12, sectors);
        device.write(sector * 512 + 446 + index * 16L, entry);
    }
}
