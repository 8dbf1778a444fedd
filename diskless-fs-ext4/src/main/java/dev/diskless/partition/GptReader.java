package dev.diskless.partition;

import dev.diskless.device.BlockDevice;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.FaultDetail;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Makes a table of the copy to go by, after checking what it says about the partitions. */
final class GptReader {

    private final GptDisk disk;
    private final BlockDevice device;
    private final GptCopy copy;

    private GptReader(GptDisk disk, GptCopy copy) {
        this.disk = disk;
        this.device = disk.device();
        this.copy = copy;
    }

    static Optional<PartitionTable> read(BlockDevice device) throws IOException {
        Optional<GptDisk> disk = GptDisk.read(device).filter(GptDisk::isGpt);
        return disk.isEmpty() ? Optional.empty() : Optional.of(table(disk.get()));
    }

    /** The table of a disk; a fault if no copy is sound, or partitions overlap or lie where none may be. */
    static PartitionTable table(GptDisk disk) throws CorruptInputException {
        Optional<GptCopy> copy = disk.copy();
        if (copy.isEmpty()) {
            FaultDetail primary = Objects.requireNonNull(disk.primaryFault());
            FaultDetail backup = Objects.requireNonNull(disk.backupFault());
            throw new CorruptInputException(new FaultDetail(
                    primary.code(),
                    "both copies of the GPT are damaged, the first: " + primary.what() + ", the other at byte "
                            + backup.offset() + ": " + backup.what(),
                    primary.path(),
                    primary.offset(),
                    primary.expected(),
                    primary.found(),
                    "the image may have been cut short, or made for sectors of another size"));
        }
        return new GptReader(disk, copy.get()).table();
    }

    private PartitionTable table() throws CorruptInputException {
        GptHeader header = copy.header();
        int unit = device.sectorSize();
        List<Partition> partitions = new ArrayList<>();
        for (int number = 1; number <= header.count(); number++) {
            GptEntry entry = copy.entry(number);
            if (entry.isUsed()) {
                partitions.add(partition(number, entry));
            }
        }
        checkOverlaps(partitions);
        long usableEnd = Math.min(header.lastUsable() + 1, disk.lastSector() - header.entrySectors(unit));
        return new PartitionTable(
                GptScheme.NAME,
                header.disk().toString(),
                device.size(),
                unit,
                header.firstUsable() * unit,
                Math.max(header.firstUsable(), usableEnd) * unit,
                partitions,
                new GptFindings(disk, copy).list(partitions));
    }

    private Partition partition(int number, GptEntry entry) throws CorruptInputException {
        GptHeader header = copy.header();
        long unit = device.sectorSize();
        long last = Math.min(header.lastUsable(), disk.lastSector());
        if (entry.first() < header.firstUsable() || entry.last() > last || entry.last() < entry.first()) {
            boolean cut = entry.last() > disk.lastSector() && entry.last() <= header.lastUsable();
            FaultDetail detail = fault(number, "partition " + number + " lies where no partition may be")
                    .expected("sectors within " + header.firstUsable() + " to " + last)
                    .found(entry.first() + " to " + entry.last());
            throw new CorruptInputException(
                    cut ? detail.cure("the image may have been cut short, or stem from a larger disk") : detail);
        }
        return new Partition(
                number,
                entry.first() * unit,
                (entry.last() - entry.first() + 1) * unit,
                entry.type().toString(),
                (entry.attributes() & GptEntry.LEGACY_BOOT) != 0,
                entry.name(),
                entry.id().toString(),
                entry.attributes() & ~GptEntry.LEGACY_BOOT);
    }

    private void checkOverlaps(List<Partition> partitions) throws CorruptInputException {
        List<Partition> ordered = new ArrayList<>(partitions);
        ordered.sort(Comparator.comparingLong(Partition::start));
        for (int i = 1; i < ordered.size(); i++) {
            Partition before = ordered.get(i - 1);
            Partition behind = ordered.get(i);
            if (behind.start() < before.end()) {
                throw new CorruptInputException(
                        fault(behind.number(), "partitions " + before.number() + " and " + behind.number() + " overlap")
                                .found("bytes " + before.start() + " to " + (before.end() - 1) + " and "
                                        + behind.start() + " to " + (behind.end() - 1)));
            }
        }
    }

    private FaultDetail fault(int number, String what) {
        GptHeader header = copy.header();
        return CorruptInputException.detail(what)
                .at(device, header.entries() * device.sectorSize() + (number - 1L) * header.entrySize());
    }
}
