package dev.diskless.partition;

import dev.diskless.device.BlockDevice;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import java.io.IOException;
import java.util.Optional;

/** Makes both copies of a GPT from the better one. */
final class GptRepair {

    private final BlockDevice device;

    GptRepair(BlockDevice device) {
        this.device = device;
    }

    PartitionTable repair() throws IOException {
        if (device.isReadOnly()) {
            throw new InvalidRequestException(TableRequest.detail(device, "the device is read-only"));
        }
        Optional<GptDisk> found = GptDisk.read(device)
                .filter(disk -> disk.isGpt()
                        || (disk.record().saysNothing() && disk.copy().isPresent()));
        if (found.isEmpty()) {
            throw new InvalidRequestException(TableRequest.detail(device, "the device carries no GPT"));
        }
        GptDisk disk = found.get();
        PartitionTable table = GptReader.table(disk);
        GptCopy good = disk.copy().orElseThrow();
        GptHeader layout = layout(disk, good.header());
        checkFit(table, layout);
        ProtectiveRecord record = ProtectiveRecord.of(device, true, table.partitions());

        GptStore store = new GptStore(device, layout, good.entries());
        GptCopy wanted = new GptCopy(layout, good.entries());
        // The copy that is written first must not be the only sound one.
        boolean primaryGood = isAsWanted(disk.primary(), wanted);
        boolean backupGood = isAsWanted(disk.backup(), wanted)
                && disk.backup() != null
                && disk.backup().header().position() == disk.lastSector();
        if (!backupGood) {
            store.writeBackup();
        }
        if (!primaryGood) {
            store.writePrimary();
        }
        record.writeIfChanged();
        return GptReader.read(device).orElseThrow();
    }

    private static boolean isAsWanted(@org.jspecify.annotations.Nullable GptCopy copy, GptCopy wanted) {
        return copy != null
                && copy.agreesWith(wanted)
                && (copy.header().position() != GptCopy.PRIMARY
                        || copy.header().alternate() == wanted.header().alternate());
    }

    private GptHeader layout(GptDisk disk, GptHeader header) {
        int unit = device.sectorSize();
        long last = disk.lastSector();
        long size = header.entrySectors(unit);
        long end = header.position() == GptCopy.PRIMARY ? header.alternate() : header.position();
        long lastUsable = end == last ? header.lastUsable() : last - size - 1;
        GptCopy primary = disk.primary();
        long entries = primary == null ? GptCopy.PRIMARY + 1 : primary.header().entries();
        return new GptHeader(
                GptCopy.PRIMARY,
                last,
                header.firstUsable(),
                lastUsable,
                header.disk(),
                entries,
                header.count(),
                header.entrySize(),
                0);
    }

    private void checkFit(PartitionTable table, GptHeader layout) throws CorruptInputException {
        int unit = device.sectorSize();
        if (layout.entries() + layout.entrySectors(unit) > layout.firstUsable()) {
            throw new CorruptInputException(
                    CorruptInputException.detail("there is no room for the first copy of the GPT")
                            .at(device, GptCopy.PRIMARY * unit)
                            .expected("a first usable sector from " + (layout.entries() + layout.entrySectors(unit)))
                            .found(layout.firstUsable()));
        }
        if (layout.lastUsable() + layout.entrySectors(unit) >= layout.alternate()
                || layout.lastUsable() < layout.firstUsable()) {
            throw shorter("sector " + layout.lastUsable());
        }
        for (Partition partition : table.partitions()) {
            if (partition.end() > (layout.lastUsable() + 1) * unit) {
                throw shorter("partition " + partition.number() + " up to byte " + partition.end());
            }
        }
    }

    private CorruptInputException shorter(String found) {
        return new CorruptInputException(
                CorruptInputException.detail("the device has no room for a backup of its GPT behind the partitions")
                        .at(device)
                        .expected("all partitions before it")
                        .found(found)
                        .cure("make the device longer"));
    }
}
