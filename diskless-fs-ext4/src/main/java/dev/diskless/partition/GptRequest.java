package dev.diskless.partition;

import dev.diskless.device.BlockDevice;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Checks that a table can be written as a GPT. */
final class GptRequest {

    private final BlockDevice device;
    private final PartitionTable table;

    GptRequest(BlockDevice device, PartitionTable table) {
        this.device = device;
        this.table = table;
    }

    /** Checks everything but the partitions; gives the GUID of the disk. */
    UUID checkTable() throws InvalidRequestException {
        TableRequest.check(device, table, GptScheme.NAME);
        Optional<UUID> id = Guid.parse(table.diskId()).filter(guid -> !guid.equals(Guid.ZERO));
        if (id.isEmpty()) {
            throw new InvalidRequestException(detail("bad disk GUID")
                    .expected("a GUID that is not all zeros")
                    .found(table.diskId()));
        }
        return id.get();
    }

    void checkPartitions(GptHeader layout) throws InvalidRequestException {
        TableRequest.checkPlaces(
                device,
                table.partitions(),
                layout.count(),
                layout.firstUsable() * device.sectorSize(),
                (layout.lastUsable() + 1) * device.sectorSize());
        TableRequest.checkOverlaps(device, table.partitions());
        Map<UUID, Integer> ids = new HashMap<>();
        for (Partition partition : table.partitions()) {
            checkFields(partition);
            Integer other = ids.putIfAbsent(id(partition), partition.number());
            if (other != null) {
                throw new InvalidRequestException(
                        detail("partitions " + other + " and " + partition.number() + " have one identity")
                                .found(id(partition)));
            }
        }
    }

    private void checkFields(Partition partition) throws InvalidRequestException {
        String name = "partition " + partition.number();
        if (Guid.parse(partition.type()).filter(type -> !type.equals(Guid.ZERO)).isEmpty()) {
            throw new InvalidRequestException(detail("bad type of " + name)
                    .expected("a GUID that is not all zeros")
                    .found(partition.type()));
        }
        if (!partition.id().isEmpty() && Guid.parse(partition.id()).isEmpty()) {
            throw new InvalidRequestException(detail("bad identity of " + name)
                    .expected("a GUID, or nothing to have one derived")
                    .found(partition.id()));
        }
        if (partition.name().length() > GptEntry.NAME_UNITS || partition.name().indexOf('\0') >= 0) {
            throw new InvalidRequestException(detail("bad name of " + name)
                    .expected("at most " + GptEntry.NAME_UNITS + " units of UTF-16, none of them zero")
                    .found(partition.name()));
        }
        if ((partition.attributes() & GptEntry.LEGACY_BOOT) != 0) {
            throw new InvalidRequestException(
                    detail(name + " has the attribute for legacy boot among its other attributes")
                            .cure("make the partition active instead"));
        }
    }

    /** The identity that the partition has or gets. */
    UUID id(Partition partition) {
        return Guid.parse(partition.id())
                .orElseGet(() -> Guid.derived(Guid.parse(table.diskId()).orElse(Guid.ZERO), partition.number()));
    }

    FaultDetail detail(String what) {
        return InvalidRequestException.detail(what).at(device);
    }
}
