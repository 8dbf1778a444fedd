package dev.diskless.partition;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.BlockDevice;
import dev.diskless.device.ImageFile;
import dev.diskless.medium.Finding;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the scheme against {@code sfdisk} and {@code sgdisk}: the same bytes, the same reading, no complaint. */
class GptDifferentialTest {

    private static final long MIB = 1 << 20;
    private static final String[] TYPES = {
        Partition.GPT_LINUX,
        Partition.GPT_EFI_SYSTEM,
        "21686148-6449-6e6f-744e-656564454649",
        "4f68bce3-e8cd-4db1-96e7-fbcaf984b709",
        "01020304-0506-0708-090a-0b0c0d0e0f10"
    };
    private static final String[] NAMES = {
        "",
        "boot",
        "EFI system partition",
        "gr\u00fc\u00dfe \u6f22\u5b57\ud83d\ude00",
        "123456789012345678901234567890123456"
    };

    /** Where sgdisk writes the true end of the disk and sfdisk what the specification allows for any. */
    private static final int END_ADDRESS = 446 + 5;

    @TempDir
    Path directory;

    private final GptScheme scheme = new GptScheme();

    static Stream<PartitionTable> tables() {
        List<PartitionTable> tables = new ArrayList<>();
        tables.add(table(new Random(1), 64 * MIB, 0));
        tables.add(table(new Random(2), 64 * MIB, 128));
        tables.add(table(new Random(3), 3L << 40, 4));
        Random random = new Random(4712);
        for (int i = 0; i < 12; i++) {
            tables.add(table(random, MIB * (8 + random.nextInt(40_000)), 1 + random.nextInt(12)));
        }
        return tables.stream();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void bytesAndReadingsAgreeWithSfdisk(PartitionTable any) throws IOException {
        PartitionTable table = withoutSurrogates(any);
        RealTool sfdisk = RealTool.named("sfdisk");
        Path theirs = image("theirs.img", table.deviceSize());
        Path input = Files.writeString(directory.resolve("script"), script(table));
        sfdisk(theirs, input);
        Path ours = image("ours.img", table.deviceSize());
        try (ImageFile device = ImageFile.open(ours)) {
            scheme.write(device, table);
        }
        assertSameEnds(theirs, ours, new byte[3]);
        try (ImageFile device = ImageFile.openReadOnly(theirs)) {
            assertEquals(Optional.of(table), scheme.read(device));
        }
        RealTool.Outcome verified = sfdisk.run("--verify", ours).succeeded();
        assertEquals("", verified.err());
        assertEquals(
                sfdisk.run("-d", theirs).succeeded().out().replace(theirs.toString(), "IMAGE"),
                sfdisk.run("-d", ours).succeeded().out().replace(ours.toString(), "IMAGE"));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void bytesAndReadingsAgreeWithSgdisk(PartitionTable table) throws IOException {
        RealTool sgdisk = RealTool.named("sgdisk");
        Path theirs = image("theirs.img", table.deviceSize());
        sgdisk.run(arguments(table, theirs)).succeeded();
        Path ours = image("ours.img", table.deviceSize());
        try (ImageFile device = ImageFile.open(ours)) {
            scheme.write(device, table);
        }
        assertSameEnds(theirs, ours, Arrays.copyOfRange(start(theirs), END_ADDRESS, END_ADDRESS + 3));
        try (ImageFile device = ImageFile.openReadOnly(theirs)) {
            assertEquals(Optional.of(table), scheme.read(device));
        }
        assertTrue(sgdisk.run("-v", ours).succeeded().out().contains("No problems found."));
        List<Object> questions = new ArrayList<>(List.of("-p"));
        table.partitions().forEach(partition -> questions.add("-i" + partition.number()));
        assertEquals(answers(sgdisk, questions, theirs), answers(sgdisk, questions, ours));
    }

    @Test
    void sgdiskMovesTheBackupAsRepairDoes() throws IOException {
        RealTool sgdisk = RealTool.named("sgdisk");
        PartitionTable table = table(new Random(5), 64 * MIB, 5);
        Path ours = image("ours.img", table.deviceSize());
        try (ImageFile device = ImageFile.open(ours)) {
            scheme.write(device, table);
        }
        try (var channel = Files.newByteChannel(ours, java.nio.file.StandardOpenOption.WRITE)) {
            channel.position(100 * MIB - 1).write(ByteBuffer.allocate(1));
        }
        Path theirs = Files.copy(ours, directory.resolve("theirs.img"));
        sgdisk.run("-e", theirs).succeeded();
        try (ImageFile device = ImageFile.open(ours)) {
            assertEquals(
                    List.of("gpt-backup-not-at-end"),
                    scheme.read(device).orElseThrow().findings().stream()
                            .map(Finding::code)
                            .toList());
            scheme.repair(device);
        }
        assertSameEnds(theirs, ours, Arrays.copyOfRange(start(theirs), END_ADDRESS, END_ADDRESS + 3));
        assertTrue(sgdisk.run("-v", ours).succeeded().out().contains("No problems found."));
    }

    @Test
    void lostCopiesAreRepairedToTheSatisfactionOfSgdisk() throws IOException {
        RealTool sgdisk = RealTool.named("sgdisk");
        PartitionTable table = table(new Random(6), 64 * MIB, 5);
        Path good = image("good.img", table.deviceSize());
        sgdisk.run(arguments(table, good)).succeeded();
        for (long lost : new long[] {512, 1024, 64 * MIB - 512, 64 * MIB - 33 * 512}) {
            Path image = Files.copy(good, directory.resolve("lost.img"), StandardCopyOption.REPLACE_EXISTING);
            try (ImageFile device = ImageFile.open(image)) {
                device.zero(lost, 512);
                assertEquals(table, scheme.repair(device));
            }
            assertTrue(sgdisk.run("-v", image).succeeded().out().contains("No problems found."));
            assertSameEnds(good, image, Arrays.copyOfRange(start(good), END_ADDRESS, END_ADDRESS + 3));
        }
    }

    @Test
    void hybridRecordOfSgdiskGivesWayToTheGpt() throws IOException {
        RealTool sgdisk = RealTool.named("sgdisk");
        PartitionTable table = table(new Random(7), 64 * MIB, 5);
        Path image = image("hybrid.img", table.deviceSize());
        sgdisk.run(arguments(table, image)).succeeded();
        sgdisk.run(
                        "-h",
                        table.partitions().get(1).number() + ":"
                                + table.partitions().get(2).number(),
                        image)
                .succeeded();
        byte[] record = Arrays.copyOf(start(image), 512);
        try (ImageFile device = ImageFile.open(image)) {
            PartitionTable read = scheme.read(device).orElseThrow();
            assertEquals(table.partitions(), read.partitions());
            assertEquals("gpt-hybrid-mbr", read.findings().get(0).code());
            assertEquals(Optional.empty(), new MbrScheme().read(device));
            scheme.write(device, read);
        }
        assertArrayEquals(record, Arrays.copyOf(start(image), 512));
    }

    private static PartitionTable table(Random random, long size, int wanted) {
        List<Partition> partitions = new ArrayList<>();
        long free = 34 + random.nextInt(3000);
        long end = size / 512 - 33;
        for (int number = 1; number <= wanted; number++) {
            long room = end - free;
            if (room < 1) {
                break;
            }
            long length = 1 + (long) (random.nextDouble() * Math.min(room - 1, size / 512 / (wanted + 1)));
            if (wanted > 100 || random.nextInt(5) != 0) {
                long attributes = random.nextInt(3) == 0 ? 1L << (48 + random.nextInt(16)) | random.nextInt(4) : 0;
                partitions.add(new Partition(
                        number,
                        free * 512,
                        length * 512,
                        TYPES[random.nextInt(TYPES.length)],
                        random.nextInt(4) == 0,
                        NAMES[random.nextInt(NAMES.length)],
                        guid(random),
                        attributes));
                free += length;
            }
            free += random.nextInt(3) == 0 ? random.nextInt(3000) : 0;
        }
        return new PartitionTable("gpt", guid(random), size, 512, 34 * 512, size - 33 * 512, partitions, List.of());
    }

    // sfdisk drops names with characters of four bytes in UTF-8.
    private static PartitionTable withoutSurrogates(PartitionTable table) {
        return table.withPartitions(table.partitions().stream()
                .map(partition -> new Partition(
                        partition.number(),
                        partition.start(),
                        partition.length(),
                        partition.type(),
                        partition.active(),
                        partition.name().replaceAll("[\\x{10000}-\\x{10FFFF}]", ""),
                        partition.id(),
                        partition.attributes()))
                .toList());
    }

    private static String guid(Random random) {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private static String script(PartitionTable table) {
        StringBuilder script =
                new StringBuilder("label: gpt\nlabel-id: " + table.diskId() + "\nunit: sectors\nfirst-lba: 34\n\n");
        for (Partition partition : table.partitions()) {
            script.append(String.format(
                    Locale.ROOT,
                    "part%d : start=%d, size=%d, type=%s, uuid=%s, name=\"%s\"%s%n",
                    partition.number(),
                    partition.start() / 512,
                    partition.length() / 512,
                    partition.type(),
                    partition.id(),
                    partition.name(),
                    attributes(partition)));
        }
        return script.toString();
    }

    private static String attributes(Partition partition) {
        List<String> names = new ArrayList<>();
        for (int bit : bits(partition)) {
            names.add(
                    switch (bit) {
                        case 0 -> "RequiredPartition";
                        case 1 -> "NoBlockIOProtocol";
                        case 2 -> "LegacyBIOSBootable";
                        default -> "GUID:" + bit;
                    });
        }
        return names.isEmpty() ? "" : ", attrs=\"" + String.join(",", names) + "\"";
    }

    private static List<Integer> bits(Partition partition) {
        long attributes = partition.attributes() | (partition.active() ? 4 : 0);
        List<Integer> bits = new ArrayList<>();
        for (int bit = 0; bit < 64; bit++) {
            if ((attributes >>> bit & 1) != 0) {
                bits.add(bit);
            }
        }
        return bits;
    }

    private static Object[] arguments(PartitionTable table, Path image) {
        List<Object> line = new ArrayList<>(List.of("-o", "-a", "1", "-U", table.diskId()));
        for (Partition partition : table.partitions()) {
            int number = partition.number();
            long first = partition.start() / 512;
            line.addAll(List.of("-n", number + ":" + first + ":" + (partition.end() / 512 - 1)));
            line.addAll(List.of("-t", number + ":" + partition.type(), "-u", number + ":" + partition.id()));
            line.addAll(List.of("-c", number + ":" + partition.name()));
            for (int bit : bits(partition)) {
                line.addAll(List.of("-A", number + ":set:" + bit));
            }
        }
        line.add(image);
        return line.toArray();
    }

    private static String answers(RealTool sgdisk, List<Object> questions, Path image) {
        List<Object> line = new ArrayList<>(questions);
        line.add(image);
        return sgdisk.run(line.toArray()).succeeded().out().replace(image.toString(), "IMAGE");
    }

    // sfdisk reads its script from standard input, which the runner of tools does not give.
    private static void sfdisk(Path image, Path script) {
        RealTool.named("sh")
                .run(
                        "-c",
                        "PATH=$PATH:/usr/sbin:/sbin;"
                                + " sfdisk --quiet --no-reread --no-tell-kernel --wipe never \"$1\" < \"$2\"",
                        "sh",
                        image,
                        script)
                .succeeded();
    }

    private Path image(String name, long size) throws IOException {
        Path image = directory.resolve(name);
        byte[] bootCode = new byte[446];
        new Random(1).nextBytes(bootCode);
        try (ImageFile device = ImageFile.create(image, size)) {
            device.write(0, ByteBuffer.wrap(bootCode));
        }
        return image;
    }

    private static void assertSameEnds(Path theirs, Path ours, byte[] endAddress) throws IOException {
        byte[] expected = start(theirs);
        byte[] actual = start(ours);
        if (!Arrays.equals(endAddress, new byte[3])) {
            System.arraycopy(new byte[] {-1, -1, -1}, 0, expected, END_ADDRESS, 3);
        }
        assertArrayEquals(expected, actual);
        assertArrayEquals(end(theirs), end(ours));
    }

    private static byte[] start(Path image) throws IOException {
        return read(image, 0);
    }

    private static byte[] end(Path image) throws IOException {
        return read(image, Files.size(image) - MIB);
    }

    private static byte[] read(Path image, long position) throws IOException {
        try (BlockDevice device = ImageFile.openReadOnly(image)) {
            byte[] bytes = new byte[(int) MIB];
            device.read(position, ByteBuffer.wrap(bytes));
            return bytes;
        }
    }
}
