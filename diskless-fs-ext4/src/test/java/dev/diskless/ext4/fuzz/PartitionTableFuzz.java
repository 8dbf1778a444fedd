package dev.diskless.ext4.fuzz;

import dev.diskless.device.CopyOnWriteDevice;
import dev.diskless.device.RamDevice;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.fault.Fault;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import dev.diskless.partition.GptScheme;
import dev.diskless.partition.MbrScheme;
import dev.diskless.partition.NewPartition;
import dev.diskless.partition.PartitionEditor;
import dev.diskless.spi.PartitionScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/** Damages partition tables: MBR with logical partitions, GPT with sectors as most disks have them. */
public final class PartitionTableFuzz {

    private static final int MEBI = 1 << 20;
    private static final int SECTOR = 512;
    private static final int ENTRIES = 16384;
    private static final int EXTENDED = 2 * MEBI;
    private static final List<Disk> DISKS = List.of(logicalPartitions(), gpt());

    private record Disk(PatientImage image, List<Structure> structures) {}

    static {
        Ballast.load();
    }

    private PartitionTableFuzz() {}

    /** Called by the fuzzer for each input. */
    public static void fuzzerTestOneInput(byte[] input) {
        Edits edits = new Edits(input);
        Disk disk = DISKS.get(edits.u8() % DISKS.size());
        int mode = edits.u8();
        PatientImage image = disk.image;
        try {
            if ((mode & 0xF0) == 0x20) {
                image.shorten((long) image.length() * edits.u8() / 256 / SECTOR * SECTOR);
            }
            Set<Structure> touched = edits.apply(image, disk.structures, disk.structures);
            if ((mode & 3) != 0 && !touched.isEmpty()) {
                seal(disk);
            }
            read(new MbrScheme(), image);
            read(new GptScheme(), image);
            repair(image);
        } finally {
            image.restore();
        }
    }

    private static void read(PartitionScheme scheme, PatientImage image) {
        image.allowWork();
        try {
            Optional<PartitionTable> table = scheme.read(image);
            if (table.isPresent()) {
                PartitionEditor.freeSpace(table.get());
                rewrite(scheme, image, table.get());
            }
        } catch (IOException e) {
            requireTyped(e);
        }
    }

    /** What was read can be handed back, or is refused. */
    private static void rewrite(PartitionScheme scheme, PatientImage image, PartitionTable table) throws IOException {
        CopyOnWriteDevice copy = new CopyOnWriteDevice(image, MEBI);
        scheme.write(copy, table);
        if (scheme.read(copy).isEmpty()) {
            throw new AssertionError("what was written is not there");
        }
    }

    private static void repair(PatientImage image) {
        try {
            new GptScheme().repair(new CopyOnWriteDevice(image, MEBI));
        } catch (IOException e) {
            requireTyped(e);
        }
    }

    private static void requireTyped(IOException thrown) {
        if (!(thrown instanceof Fault)) {
            throw new AssertionError("a fault without a type", thrown);
        }
    }

    private static Disk logicalPartitions() {
        byte[] content = new byte[8 * MEBI];
        entry(content, 0, 0, 0x83, 2048, 2048);
        entry(content, 0, 1, 0x0F, EXTENDED / SECTOR, 8192);
        List<Structure> structures = new ArrayList<>();
        structures.add(new Structure(Kind.MASTER_BOOT_RECORD, 0, SECTOR, 0, 0));
        for (int i = 0; i < 3; i++) {
            int at = EXTENDED + i * MEBI;
            entry(content, at, 0, 0x83, 64, 1024);
            if (i < 2) {
                entry(content, at, 1, 0x05, (i + 1) * (MEBI / SECTOR), MEBI / SECTOR);
            }
            structures.add(new Structure(Kind.MASTER_BOOT_RECORD, at, SECTOR, EXTENDED / SECTOR, 0));
        }
        return new Disk(new PatientImage("mbr", content), structures);
    }

    private static void entry(byte[] content, int record, int index, int type, int start, int length) {
        int at = record + 446 + 16 * index;
        content[at + 4] = (byte) type;
        LittleEndian.put32(content, at + 8, start);
        LittleEndian.put32(content, at + 12, length);
        LittleEndian.put16(content, record + 510, 0xAA55);
    }

    private static Disk gpt() {
        RamDevice device = new RamDevice(8 * MEBI);
        try {
            PartitionTable table = PartitionEditor.newTable("gpt", device.size(), SECTOR, "fuzz");
            table = PartitionEditor.create(
                    table, NewPartition.of(Partition.GPT_LINUX).withLength(MEBI));
            table = PartitionEditor.create(
                    table, NewPartition.of(Partition.GPT_LINUX).withName("second"));
            new GptScheme().write(device, table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] content = new byte[8 * MEBI];
        device.read(0, ByteBuffer.wrap(content));
        List<Structure> structures = List.of(
                new Structure(Kind.MASTER_BOOT_RECORD, 0, SECTOR, 0, 0),
                new Structure(Kind.GPT_HEADER, SECTOR, SECTOR, 1, 0),
                new Structure(Kind.GPT_HEADER, content.length - SECTOR, SECTOR, content.length / SECTOR - 1, 0),
                new Structure(Kind.GPT_ENTRIES, 2 * SECTOR, 1024, 2, 0),
                new Structure(
                        Kind.GPT_ENTRIES, content.length - SECTOR - ENTRIES, 1024, content.length / SECTOR - 33, 0));
        return new Disk(new PatientImage("gpt", content), structures);
    }

    /** Stores the checksums of entries and headers as far as their sizes can be believed. */
    private static void seal(Disk disk) {
        for (Structure structure : disk.structures) {
            if (structure.kind() == Kind.GPT_HEADER) {
                byte[] header = disk.image.get(structure.position(), SECTOR);
                long start = LittleEndian.i64(header, 72);
                long length = LittleEndian.u32(header, 80) * LittleEndian.u32(header, 84);
                long sectors = disk.image.length() / SECTOR;
                if (start >= 0 && start < sectors && length >= 0 && length <= disk.image.length() - start * SECTOR) {
                    byte[] entries = disk.image.get(start * SECTOR, (int) length);
                    LittleEndian.put32(header, 88, checksum(entries, entries.length));
                }
                LittleEndian.put32(header, 16, 0);
                int size = (int) Math.min(SECTOR, LittleEndian.u32(header, 12));
                LittleEndian.put32(header, 16, checksum(header, size));
                disk.image.put(structure.position(), header);
            }
        }
    }

    private static long checksum(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }
}
