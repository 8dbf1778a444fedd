package dev.diskless.partition;

import dev.diskless.device.BlockDevice;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What every scheme asks of a table before it writes it. */
final class TableRequest {

    private TableRequest() {}

    static void check(BlockDevice device, PartitionTable table, String scheme) throws InvalidRequestException {
        if (device.isReadOnly()) {
            throw new InvalidRequestException(detail(device, "the device is read-only"));
        }
        if (!table.scheme().equals(scheme)) {
            throw new InvalidRequestException(detail(device, "the table is of another scheme")
                    .expected(scheme)
                    .found(table.scheme()));
        }
        if (table.deviceSize() != device.size() || table.sectorSize() != device.sectorSize()) {
            throw new InvalidRequestException(detail(device, "the table was made for another device")
                    .expected(device.size() + " bytes in sectors of " + device.sectorSize())
                    .found(table.deviceSize() + " bytes in sectors of " + table.sectorSize()));
        }
        if (device.size() < device.sectorSize()) {
            throw new InvalidRequestException(detail(device, "the device has no room for a partition table"));
        }
    }

    /** Checks numbers and places: whole sectors, at least one, within the usable bytes. */
    static void checkPlaces(BlockDevice device, List<Partition> partitions, int count, long usableStart, long usableEnd)
            throws InvalidRequestException {
        int before = 0;
        for (Partition partition : partitions) {
            if (partition.number() > count) {
                throw new InvalidRequestException(detail(device, "too many partitions")
                        .expected("numbers from 1 to " + count)
                        .found(partition.number()));
            }
            if (partition.number() <= before) {
                throw new InvalidRequestException(detail(device, "the partitions are not in the order of their numbers")
                        .expected("a number above " + before)
                        .found(partition.number()));
            }
            before = partition.number();
            checkPlace(device, partition, usableStart, usableEnd);
        }
    }

    private static void checkPlace(BlockDevice device, Partition partition, long usableStart, long usableEnd)
            throws InvalidRequestException {
        String name = "partition " + partition.number();
        long unit = device.sectorSize();
        FaultDetail place = detail(device, name + " does not consist of whole sectors")
                .found("start " + partition.start() + ", length " + partition.length());
        if (partition.start() % unit != 0 || partition.length() % unit != 0) {
            throw new InvalidRequestException(place.expected("multiples of " + unit));
        }
        if (partition.length() == 0) {
            throw new InvalidRequestException(
                    detail(device, name + " is empty").expected("at least " + unit + " bytes"));
        }
        if (partition.start() < usableStart
                || partition.length() > usableEnd
                || partition.start() > usableEnd - partition.length()) {
            throw new InvalidRequestException(
                    detail(device, name + " leaves the room that the device and its table have for partitions")
                            .expected("bytes " + usableStart + " to " + (usableEnd - 1))
                            .found("start " + partition.start() + ", length " + partition.length()));
        }
    }

    static void checkOverlaps(BlockDevice device, List<Partition> partitions) throws InvalidRequestException {
        List<Partition> ordered = new ArrayList<>(partitions);
        ordered.sort(Comparator.comparingLong(Partition::start));
        for (int i = 1; i < ordered.size(); i++) {
            Partition one = ordered.get(i - 1);
            Partition other = ordered.get(i);
            if (other.start() < one.end()) {
                throw new InvalidRequestException(
                        detail(device, "partitions " + one.number() + " and " + other.number() + " overlap")
                                .found("bytes " + one.start() + " to " + one.end() + " and " + other.start() + " to "
                                        + other.end()));
            }
        }
    }

    static FaultDetail detail(BlockDevice device, String what) {
        return InvalidRequestException.detail(what).at(device);
    }
}
