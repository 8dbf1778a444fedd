package dev.diskless.partition;

import dev.diskless.device.BlockDevice;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.FaultDetail;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Tells partition tables from the other things that lie in the first sector of a device, and reads them. */
final class MbrReader {

    private static final int EXT_MAGIC_POSITION = 1024 + 0x38;
    private static final int EXT_MAGIC = 0xEF53;

    private final BlockDevice device;

    MbrReader(BlockDevice device) {
        this.device = device;
    }

    Optional<PartitionTable> read() throws IOException {
        if (device.size() < MasterBootRecord.SIZE) {
            return Optional.empty();
        }
        ByteBuffer sector = ByteBuffer.allocate(MasterBootRecord.SIZE);
        device.read(0, sector);
        return read(new MasterBootRecord(sector.flip()));
    }

    Optional<PartitionTable> read(MasterBootRecord sector) throws IOException {
        if (!sector.hasEndMark()) {
            return Optional.empty();
        }
        List<PartitionEntry> entries = sector.entries();
        for (PartitionEntry entry : entries) {
            // An entry of a hybrid ISO image starts at 0 and holds the table itself: that is one file system.
            if (!entry.hasKnownStatus()
                    || entry.type() == PartitionEntry.PROTECTIVE
                    || (entry.sectors() != 0 && entry.start() == 0)) {
                return Optional.empty();
            }
        }
        Optional<FaultDetail> fault = check(entries);
        if (fault.isPresent()) {
            if (sector.isFileSystemBootSector()) {
                return Optional.empty();
            }
            throw new CorruptInputException(fault.get());
        }
        PartitionTable table = table(sector.signature(), entries);
        if (table.partitions().isEmpty()
                && (sector.signature() == 0 || sector.isFileSystemBootSector() || hasExtFileSystem())) {
            return Optional.empty();
        }
        return Optional.of(table);
    }

    private Optional<FaultDetail> check(List<PartitionEntry> entries) {
        long deviceSectors = device.size() / device.sectorSize();
        for (int i = 0; i < entries.size(); i++) {
            PartitionEntry entry = entries.get(i);
            if (!entry.isUsed()) {
                continue;
            }
            if (entry.end() > deviceSectors) {
                return Optional.of(fault(i, "partition " + (i + 1) + " reaches beyond the end of the device")
                        .expected("an end at sector " + deviceSectors + " or before")
                        .found("sector " + entry.end())
                        .cure("the image may have been cut short, or stem from a larger disk"));
            }
            for (int j = 0; j < i; j++) {
                PartitionEntry other = entries.get(j);
                if (other.isUsed() && entry.start() < other.end() && other.start() < entry.end()) {
                    return Optional.of(fault(i, "partitions " + (j + 1) + " and " + (i + 1) + " overlap")
                            .found("sectors " + other.start() + " to " + (other.end() - 1) + " and " + entry.start()
                                    + " to " + (entry.end() - 1)));
                }
            }
        }
        return Optional.empty();
    }

    private FaultDetail fault(int index, String what) {
        return CorruptInputException.detail(what)
                .at(device, MasterBootRecord.ENTRIES + (long) index * PartitionEntry.SIZE);
    }

    private PartitionTable table(int signature, List<PartitionEntry> entries) throws IOException {
        ExtendedChain chain = new ExtendedChain(device);
        List<Partition> partitions = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            PartitionEntry entry = entries.get(i);
            if (entry.isUsed()) {
                partitions.add(partition(i + 1, entry));
            }
            if (entry.isUsed() && entry.isExtended()) {
                chain.follow(entry);
            }
        }
        int number = MasterBootRecord.COUNT;
        for (PartitionEntry entry : chain.logical()) {
            number++;
            partitions.add(partition(number, entry));
        }
        PartitionTable table = new PartitionTable(
                MbrScheme.NAME, HexFormat.of().toHexDigits(signature), device.size(), device.sectorSize(), partitions);
        return new PartitionTable(
                table.scheme(),
                table.diskId(),
                table.deviceSize(),
                table.sectorSize(),
                table.usableStart(),
                table.usableEnd(),
                partitions,
                chain.findings());
    }

    private Partition partition(int number, PartitionEntry entry) {
        long unit = device.sectorSize();
        return new Partition(
                number,
                entry.start() * unit,
                entry.sectors() * unit,
                HexFormat.of().toHexDigits((byte) entry.type()),
                entry.status() == PartitionEntry.ACTIVE,
                "");
    }

    private boolean hasExtFileSystem() throws IOException {
        if (device.size() < 2048) {
            return false;
        }
        ByteBuffer magic = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);
        device.read(EXT_MAGIC_POSITION, magic);
        return Short.toUnsignedInt(magic.getShort(0)) == EXT_MAGIC;
    }
}
