package dev.diskless.partition;

import dev.diskless.device.BlockDevice;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks a table against what a master boot record can say, and writes it in one sector. */
final class MbrWriter {

    private static final Pattern DISK_ID = Pattern.compile("[0-9a-f]{8}");
    private static final Pattern TYPE = Pattern.compile("[0-9a-f]{2}");
    private static final long MAX_SECTORS = 0xFFFF_FFFFL;

    private final BlockDevice device;
    private final PartitionTable table;

    MbrWriter(BlockDevice device, PartitionTable table) {
        this.device = device;
        this.table = table;
    }

    void write() throws IOException {
        checkTable();
        Partition before = null;
        for (Partition partition : table.partitions()) {
            check(partition);
            if (before != null && partition.number() <= before.number()) {
                throw new InvalidRequestException(detail("the partitions are not in the order of their numbers")
                        .expected("a number above " + before.number())
                        .found(partition.number()));
            }
            before = partition;
        }
        checkOverlaps();

        ByteBuffer sector = ByteBuffer.allocate(device.sectorSize());
        device.read(0, sector);
        compose(new MasterBootRecord(sector.flip()));
        device.write(0, sector);
        device.flush();
    }

    private void compose(MasterBootRecord record) throws IOException {
        record.clear(HexFormat.fromHexDigits(table.diskId()));
        for (Partition partition : table.partitions()) {
            record.set(
                    partition.number(),
                    new PartitionEntry(
                            partition.active() ? PartitionEntry.ACTIVE : 0,
                            HexFormat.fromHexDigits(partition.type()),
                            partition.start() / device.sectorSize(),
                            partition.length() / device.sectorSize()));
        }
        Optional<PartitionTable> readBack = new MbrReader(device).read(record);
        if (!readBack.equals(Optional.of(table))) {
            throw new InvalidRequestException(
                    detail("the table could not be told from no table at all").cure("give at least one partition"));
        }
    }

    private void checkTable() throws InvalidRequestException {
        if (device.isReadOnly()) {
            throw new InvalidRequestException(detail("the device is read-only"));
        }
        if (!table.scheme().equals(MbrScheme.NAME)) {
            throw new InvalidRequestException(detail("the table is of another scheme")
                    .expected(MbrScheme.NAME)
                    .found(table.scheme()));
        }
        if (!DISK_ID.matcher(table.diskId()).matches()) {
            throw new InvalidRequestException(detail("bad disk signature")
                    .expected("eight lower-case hexadecimal digits")
                    .found(table.diskId()));
        }
        if (table.deviceSize() != device.size() || table.sectorSize() != device.sectorSize()) {
            throw new InvalidRequestException(detail("the table was made for another device")
                    .expected(device.size() + " bytes in sectors of " + device.sectorSize())
                    .found(table.deviceSize() + " bytes in sectors of " + table.sectorSize()));
        }
        if (device.size() < device.sectorSize()) {
            throw new InvalidRequestException(detail("the device has no room for a partition table"));
        }
    }

    private void check(Partition partition) throws InvalidRequestException {
        String name = "partition " + partition.number();
        if (partition.number() > MasterBootRecord.COUNT) {
            throw new InvalidRequestException(detail("too many partitions")
                    .expected("numbers from 1 to " + MasterBootRecord.COUNT)
                    .found(partition.number()));
        }
        if (!TYPE.matcher(partition.type()).matches()
                || partition.type().equals("00")
                || partition.type().equals("ee")) {
            throw new InvalidRequestException(detail("bad type of " + name)
                    .expected("two lower-case hexadecimal digits, neither 00 (unused) nor ee (a GPT disk)")
                    .found(partition.type()));
        }
        if (!partition.name().isEmpty()) {
            throw new InvalidRequestException(
                    detail(name + " has a name, and this scheme keeps none").found(partition.name()));
        }
        long unit = device.sectorSize();
        if (partition.start() % unit != 0 || partition.length() % unit != 0) {
            throw new InvalidRequestException(detail(name + " does not consist of whole sectors")
                    .expected("multiples of " + unit)
                    .found("start " + partition.start() + ", length " + partition.length()));
        }
        if (partition.start() < unit || partition.length() == 0) {
            throw new InvalidRequestException(detail(name + " is empty or lies over the partition table")
                    .expected("a start of at least " + unit + " and a length of at least " + unit)
                    .found("start " + partition.start() + ", length " + partition.length()));
        }
        if (partition.length() > device.size() || partition.start() > device.size() - partition.length()) {
            throw new InvalidRequestException(detail(name + " reaches beyond the end of the device")
                    .expected("an end at " + device.size() + " or before")
                    .found("start " + partition.start() + ", length " + partition.length()));
        }
        if (partition.end() / unit - 1 > MAX_SECTORS || partition.length() / unit > MAX_SECTORS) {
            throw new InvalidRequestException(detail(name + " is out of reach of 32-bit sector numbers")
                    .expected("an end at " + (MAX_SECTORS + 1) * unit + " or before")
                    .found("start " + partition.start() + ", length " + partition.length())
                    .cure("make it smaller, or use GPT"));
        }
    }

    private void checkOverlaps() throws InvalidRequestException {
        for (Partition one : table.partitions()) {
            for (Partition other : table.partitions()) {
                if (one.number() < other.number() && one.start() < other.end() && other.start() < one.end()) {
                    throw new InvalidRequestException(
                            detail("partitions " + one.number() + " and " + other.number() + " overlap")
                                    .found("bytes " + one.start() + " to " + one.end() + " and " + other.start()
                                            + " to " + other.end()));
                }
            }
        }
    }

    private FaultDetail detail(String what) {
        return InvalidRequestException.detail(what).at(device);
    }
}
