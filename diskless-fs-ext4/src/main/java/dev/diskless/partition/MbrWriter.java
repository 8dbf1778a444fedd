package dev.diskless.partition;

import dev.diskless.device.BlockDevice;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.UnsupportedFeatureException;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks a table against what a master boot record can say, and writes it in one sector. */
final class MbrWriter {

    private static final Pattern DISK_ID = Pattern.compile("[0-9a-f]{8}");
    private static final Pattern TYPE = Pattern.compile("[0-9a-f]{2}");
    private static final int LAST_LOGICAL = MasterBootRecord.COUNT + ExtendedChain.MAX_LOGICAL;
    private static final long MAX_SECTORS = 0xFFFF_FFFFL;

    private final BlockDevice device;
    private final PartitionTable table;

    MbrWriter(BlockDevice device, PartitionTable table) {
        this.device = device;
        this.table = table;
    }

    void write() throws IOException {
        TableRequest.check(device, table, MbrScheme.NAME);
        if (!DISK_ID.matcher(table.diskId()).matches()) {
            throw new InvalidRequestException(detail("bad disk signature")
                    .expected("eight lower-case hexadecimal digits")
                    .found(table.diskId()));
        }
        List<Partition> primary = table.partitions().stream()
                .filter(partition -> !isLogical(partition))
                .toList();
        TableRequest.checkPlaces(device, table.partitions(), LAST_LOGICAL, device.sectorSize(), device.size());
        for (Partition partition : table.partitions()) {
            check(partition);
        }
        TableRequest.checkOverlaps(device, primary);

        ByteBuffer sector = ByteBuffer.allocate(device.sectorSize());
        device.read(0, sector);
        compose(new MasterBootRecord(sector.flip()), primary);
        device.write(0, sector);
        device.flush();
    }

    private static boolean isLogical(Partition partition) {
        return partition.number() > MasterBootRecord.COUNT;
    }

    private void compose(MasterBootRecord record, List<Partition> primary) throws IOException {
        record.clear(HexFormat.fromHexDigits(table.diskId()));
        for (Partition partition : primary) {
            record.set(
                    partition.number(),
                    new PartitionEntry(
                            partition.active() ? PartitionEntry.ACTIVE : 0,
                            HexFormat.fromHexDigits(partition.type()),
                            partition.start() / device.sectorSize(),
                            partition.length() / device.sectorSize()));
        }
        Optional<PartitionTable> readBack = new MbrReader(device).read(record);
        if (readBack.isEmpty()) {
            throw new InvalidRequestException(
                    detail("the table could not be told from no table at all").cure("give at least one partition"));
        }
        // The records of logical partitions lie elsewhere and stay as they are.
        if (!readBack.get().partitions().equals(table.partitions())) {
            throw new UnsupportedFeatureException(
                    UnsupportedFeatureException.detail("logical partitions cannot be made, changed or removed")
                            .at(device)
                            .expected("the "
                                    + readBack.get().partitions().stream()
                                            .filter(MbrWriter::isLogical)
                                            .count() + " that extended partitions there hold")
                            .found(table.partitions().size() - primary.size())
                            .cure("keep the extended partition and all that is in it as it is, or use GPT"));
        }
    }

    private void check(Partition partition) throws InvalidRequestException {
        String name = "partition " + partition.number();
        if (!TYPE.matcher(partition.type()).matches()
                || partition.type().equals("00")
                || partition.type().equals("ee")) {
            throw new InvalidRequestException(detail("bad type of " + name)
                    .expected("two lower-case hexadecimal digits, neither 00 (unused) nor ee (a GPT disk)")
                    .found(partition.type()));
        }
        if (!partition.name().isEmpty() || !partition.id().isEmpty() || partition.attributes() != 0) {
            throw new InvalidRequestException(
                    detail(name + " has a name, an identity or attributes, and this scheme keeps none")
                            .found(partition.name() + partition.id()));
        }
        long unit = device.sectorSize();
        if (partition.end() / unit - 1 > MAX_SECTORS || partition.length() / unit > MAX_SECTORS) {
            throw new InvalidRequestException(detail(name + " is out of reach of 32-bit sector numbers")
                    .expected("an end at " + (MAX_SECTORS + 1) * unit + " or before")
                    .found("start " + partition.start() + ", length " + partition.length())
                    .cure("make it smaller, or use GPT"));
        }
    }

    private FaultDetail detail(String what) {
        return InvalidRequestException.detail(what).at(device);
    }
}
