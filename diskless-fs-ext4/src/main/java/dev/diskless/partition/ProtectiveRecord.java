package dev.diskless.partition;

import dev.diskless.device.BlockDevice;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.Partition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The first sector of a GPT disk (UEFI specification, section 5.2.3): boot code, and one entry of type EE over the rest
 * of the disk, or over as much of it as 32 bits can say.
 */
final class ProtectiveRecord {

    private final BlockDevice device;
    private final ByteBuffer sector;

    private ProtectiveRecord(BlockDevice device, ByteBuffer sector) {
        this.device = device;
        this.sector = sector;
    }

    /**
     * The record to write before a table, made from the one that is there: boot code stays. If the disk had this GPT
     * already, the disk signature and an active flag stay, and so do entries beside the protective one, which must name partitions.
     */
    static ProtectiveRecord of(BlockDevice device, boolean keep, List<Partition> partitions) throws IOException {
        ByteBuffer sector = ByteBuffer.allocate(device.sectorSize());
        device.read(0, sector);
        MasterBootRecord record = new MasterBootRecord(sector.flip());
        if (keep && record.isProtective() && record.isHybrid()) {
            checkHybrid(device, record, partitions);
            return new ProtectiveRecord(device, sector);
        }
        boolean same = keep && record.isProtective();
        boolean active = same
                && record.entries().stream()
                        .anyMatch(entry -> entry.isProtective() && entry.status() == PartitionEntry.ACTIVE);
        record.protect(same ? record.signature() : 0, active, device.size() / device.sectorSize());
        return new ProtectiveRecord(device, sector);
    }

    void write() throws IOException {
        device.write(0, sector);
        device.flush();
    }

    void writeIfChanged() throws IOException {
        ByteBuffer present = ByteBuffer.allocate(device.sectorSize());
        device.read(0, present);
        if (!present.flip().equals(sector)) {
            write();
        }
    }

    private static void checkHybrid(BlockDevice device, MasterBootRecord record, List<Partition> partitions)
            throws InvalidRequestException {
        long unit = device.sectorSize();
        for (PartitionEntry entry : record.entries()) {
            if (!entry.isUsed() || entry.isProtective()) {
                continue;
            }
            boolean known = partitions.stream()
                    .anyMatch(partition ->
                            partition.start() == entry.start() * unit && partition.length() == entry.sectors() * unit);
            if (!known) {
                throw new InvalidRequestException(
                        TableRequest.detail(device, "the MBR of this disk lists a partition that the new table has not")
                                .found("sectors " + entry.start() + " to " + (entry.end() - 1))
                                .cure("leave that partition as it is, or write a table with a new disk GUID"));
            }
        }
    }
}
