package dev.diskless.partition;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Changes partition tables as values: each method gives a new table, which a
 * {@link dev.diskless.spi.PartitionScheme} then checks whole and writes. Nothing here touches a device, and nothing moves
 * what lies in a partition.
 *
 * <p>Knows the schemes {@code mbr} (numbers to 4, the first 2<sup>32</sup> sectors) and {@code gpt} (numbers to 128).
 * Logical partitions of MBR are left alone; deleting the extended partition deletes them. Keeps no state; safe to use
 * from any thread.
 */
public final class PartitionEditor {

    /** Where partitions start that were given no place: at multiples of 1 MiB. */
    public static final long ALIGNMENT = 1 << 20;

    private static final int GPT_NUMBERS = 128;

    private PartitionEditor() {}

    /**
     * A table without partitions for a device. The disk's identity is derived by SHA-256 from all arguments, so the same
     * arguments give the same table.
     *
     * @param scheme {@code mbr} or {@code gpt}
     * @param deviceSize the size of the device in bytes
     * @param sectorSize the size of a sector in bytes
     * @param seed what tells this disk from others, for example what it is for
     * @return the table
     * @throws DisklessException if the scheme is another one
     */
    public static PartitionTable newTable(String scheme, long deviceSize, int sectorSize, String seed)
            throws DisklessException {
        if (!scheme.equals(MbrScheme.NAME) && !scheme.equals(GptScheme.NAME)) {
            throw new InvalidRequestException(InvalidRequestException.detail("unknown partition scheme")
                    .expected(MbrScheme.NAME + " or " + GptScheme.NAME)
                    .found(scheme));
        }
        UUID id = Guid.derived("diskless " + scheme + " disk\n" + deviceSize + "\n" + sectorSize + "\n" + seed + "\n");
        String text = id.toString();
        if (scheme.equals(MbrScheme.NAME)) {
            return new PartitionTable(scheme, text.substring(0, 8), deviceSize, sectorSize, List.of());
        }
        long copy = sectorSize + (long) GPT_NUMBERS * GptEntry.SIZE;
        long start = Math.min(sectorSize + copy, deviceSize);
        return new PartitionTable(
                scheme, text, deviceSize, sectorSize, start, Math.max(start, deviceSize - copy), List.of(), List.of());
    }

    /**
     * The room that partitions may take and none takes.
     *
     * @param table the table
     * @return the gaps, from the start of the device on
     */
    public static List<FreeSpace> freeSpace(PartitionTable table) {
        return freeSpace(table, table.partitions());
    }

    private static List<FreeSpace> freeSpace(PartitionTable table, List<Partition> partitions) {
        List<Partition> ordered = new ArrayList<>(partitions);
        ordered.sort(Comparator.comparingLong(Partition::start));
        long unit = table.sectorSize();
        long at = (table.usableStart() + unit - 1) / unit * unit;
        long end = table.usableEnd() / unit * unit;
        if (isMbr(table)) {
            end = Math.min(end, unit << 32);
        }
        List<FreeSpace> gaps = new ArrayList<>();
        for (Partition partition : ordered) {
            long to = Math.min(partition.start(), end);
            if (to > at) {
                gaps.add(new FreeSpace(at, to - at));
            }
            at = Math.max(at, partition.end());
        }
        if (end > at) {
            gaps.add(new FreeSpace(at, end - at));
        }
        return gaps;
    }

    /**
     * Adds a partition with the lowest free number.
     *
     * @param table the table
     * @param wanted the partition
     * @return the table with it
     * @throws DisklessException if there is no room for it, or no number
     */
    public static PartitionTable create(PartitionTable table, NewPartition wanted) throws DisklessException {
        FreeSpace place = place(table, wanted);
        int number = freeNumber(table);
        List<Partition> partitions = new ArrayList<>(table.partitions());
        partitions.add(new Partition(
                number, place.start(), place.length(), wanted.type(), false, wanted.name(), wanted.id(), 0));
        partitions.sort(Comparator.comparingInt(Partition::number));
        PartitionTable larger = table.withPartitions(partitions);
        return wanted.active() ? activate(larger, number) : larger;
    }

    private static FreeSpace place(PartitionTable table, NewPartition wanted) throws InvalidRequestException {
        long length = wanted.length().orElse(table.sectorSize());
        if (length < 1 || length % table.sectorSize() != 0 || wanted.start().orElse(0) % table.sectorSize() != 0) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("a partition does not consist of whole sectors")
                            .expected("multiples of " + table.sectorSize())
                            .found("start " + text(wanted.start()) + ", length " + text(wanted.length())));
        }
        FreeSpace best = null;
        for (FreeSpace gap : freeSpace(table)) {
            long start = wanted.start().orElse(gap.aligned(ALIGNMENT));
            long room = start < gap.start() ? 0 : gap.end() - start;
            boolean larger = best == null || (wanted.length().isEmpty() && room > best.length());
            if (room >= length && larger) {
                best = new FreeSpace(start, wanted.length().orElse(room));
            }
        }
        if (best == null) {
            throw new InvalidRequestException(InvalidRequestException.detail("there is no room for the partition")
                    .expected("start " + text(wanted.start()) + ", length " + text(wanted.length()))
                    .found("free space " + freeSpace(table))
                    .cure("make it smaller, or delete another one"));
        }
        return best;
    }

    private static String text(OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : "any";
    }

    private static int freeNumber(PartitionTable table) throws InvalidRequestException {
        int count = isMbr(table) ? MasterBootRecord.COUNT : GPT_NUMBERS;
        for (int number = 1; number <= count; number++) {
            int candidate = number;
            if (table.partitions().stream().noneMatch(partition -> partition.number() == candidate)) {
                return number;
            }
        }
        throw new InvalidRequestException(InvalidRequestException.detail("the table has no number left")
                .expected("fewer than " + count + " partitions")
                .found(count)
                .cure(isMbr(table) ? "delete one, or use GPT" : "delete one"));
    }

    /**
     * Gives a partition another size; its start stays. The file system in it knows nothing of that.
     *
     * @param table the table
     * @param number the partition
     * @param length its new size in bytes
     * @return the table with it
     * @throws DisklessException if there is no such partition, or no room for that size
     */
    public static PartitionTable resize(PartitionTable table, int number, long length) throws DisklessException {
        long room = room(table, find(table, number));
        if (length < 1 || length % table.sectorSize() != 0 || length > room) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("partition " + number + " cannot be so large")
                            .expected("a multiple of " + table.sectorSize() + " up to " + room)
                            .found(length));
        }
        return change(table, number, old -> at(old, length));
    }

    /**
     * Lets a partition reach to the next one, or to the end of the room.
     *
     * @param table the table
     * @param number the partition
     * @return the table with it
     * @throws DisklessException if there is no such partition
     */
    public static PartitionTable grow(PartitionTable table, int number) throws DisklessException {
        Partition partition = find(table, number);
        long length = Math.max(partition.length(), room(table, partition));
        return change(table, number, old -> at(old, length));
    }

    private static long room(PartitionTable table, Partition partition) {
        List<Partition> others = table.partitions().stream()
                .filter(other -> other.number() != partition.number() && !isWithin(other, partition))
                .toList();
        return freeSpace(table, others).stream()
                .filter(gap -> gap.start() <= partition.start() && partition.start() < gap.end())
                .mapToLong(gap -> gap.end() - partition.start())
                .findFirst()
                .orElse(0);
    }

    /**
     * Removes a partition, and logical ones that lie in it. What it held stays on the device.
     *
     * @param table the table
     * @param number the partition
     * @return the table without it
     * @throws DisklessException if there is no such partition
     */
    public static PartitionTable delete(PartitionTable table, int number) throws DisklessException {
        Partition partition = find(table, number);
        return table.withPartitions(table.partitions().stream()
                .filter(other -> other.number() != number && !isWithin(other, partition))
                .toList());
    }

    /**
     * Makes boot code boot from a partition and from no other.
     *
     * @param table the table
     * @param number the partition
     * @return the table with exactly one active partition
     * @throws DisklessException if there is no such partition
     */
    public static PartitionTable activate(PartitionTable table, int number) throws DisklessException {
        find(table, number);
        return table.withPartitions(table.partitions().stream()
                .map(old -> active(old, old.number() == number))
                .toList());
    }

    /**
     * Takes the mark from a partition that boot code boots from it.
     *
     * @param table the table
     * @param number the partition
     * @return the table with it
     * @throws DisklessException if there is no such partition
     */
    public static PartitionTable deactivate(PartitionTable table, int number) throws DisklessException {
        return change(table, number, old -> active(old, false));
    }

    /**
     * Gives a partition another type.
     *
     * @param table the table
     * @param number the partition
     * @param type two hexadecimal digits on MBR, a GUID on GPT
     * @return the table with it
     * @throws DisklessException if there is no such partition
     */
    public static PartitionTable retype(PartitionTable table, int number, String type) throws DisklessException {
        return change(
                table,
                number,
                old -> new Partition(
                        number, old.start(), old.length(), type, old.active(), old.name(), old.id(), old.attributes()));
    }

    /**
     * Gives a partition another name.
     *
     * @param table the table
     * @param number the partition
     * @param name the name; empty for none
     * @return the table with it
     * @throws DisklessException if there is no such partition
     */
    public static PartitionTable rename(PartitionTable table, int number, String name) throws DisklessException {
        return change(
                table,
                number,
                old -> new Partition(
                        number, old.start(), old.length(), old.type(), old.active(), name, old.id(), old.attributes()));
    }

    private static PartitionTable change(PartitionTable table, int number, UnaryOperator<Partition> edit)
            throws DisklessException {
        find(table, number);
        return table.withPartitions(table.partitions().stream()
                .map(old -> old.number() == number ? edit.apply(old) : old)
                .toList());
    }

    private static Partition find(PartitionTable table, int number) throws DisklessException {
        for (Partition partition : table.partitions()) {
            if (partition.number() == number) {
                return partition;
            }
        }
        throw new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "there is no partition " + number)
                .found(table.partitions().stream().map(Partition::number).toList()));
    }

    private static Partition at(Partition old, long length) {
        return new Partition(
                old.number(), old.start(), length, old.type(), old.active(), old.name(), old.id(), old.attributes());
    }

    private static Partition active(Partition old, boolean active) {
        return new Partition(
                old.number(), old.start(), old.length(), old.type(), active, old.name(), old.id(), old.attributes());
    }

    private static boolean isWithin(Partition one, Partition other) {
        return one.number() > MasterBootRecord.COUNT && one.start() >= other.start() && one.end() <= other.end();
    }

    private static boolean isMbr(PartitionTable table) {
        return table.scheme().equals(MbrScheme.NAME);
    }
}
