package dev.diskless.storage;

import dev.diskless.device.BlockDevice;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import dev.diskless.spi.FileSystemFormat;
import dev.diskless.spi.PartitionScheme;
import dev.diskless.spi.Registry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where on a device a file system lies.
 *
 * @param range the part of the device
 * @param format what knows the file system
 * @param partition the number of its partition; 0 if it fills the device
 */
record VolumePlace(BlockDevice range, FileSystemFormat format, int partition) {

    /**
     * Finds a file system.
     *
     * @param image how people name the device
     * @param number the number of the partition; 0 for the only file system there is
     */
    static VolumePlace find(BlockDevice device, String image, int number, Registry registry) throws IOException {
        if (number == 0) {
            Optional<VolumePlace> whole = known(device, 0, registry);
            if (whole.isPresent()) {
                return whole.get();
            }
        }
        PartitionTable table = table(device, registry)
                .orElseThrow(
                        () -> new DisklessException(
                                FaultDetail.of(
                                                FaultCode.NOT_FOUND,
                                                number == 0
                                                        ? "neither a partition table nor a file system that is known"
                                                        : "there is no partition table that is known")
                                        .at(image)
                                        .cure(
                                                "name a disk image, or leave out the number of the partition if one file system fills it")));
        return number == 0 ? only(device, image, table, registry) : numbered(device, image, table, number, registry);
    }

    private static Optional<PartitionTable> table(BlockDevice device, Registry registry) throws IOException {
        for (PartitionScheme scheme : registry.all(PartitionScheme.class)) {
            Optional<PartitionTable> table = scheme.read(device);
            if (table.isPresent()) {
                return table;
            }
        }
        return Optional.empty();
    }

    private static Optional<VolumePlace> known(BlockDevice range, int partition, Registry registry) throws IOException {
        if (range.size() == 0) {
            return Optional.empty();
        }
        for (FileSystemFormat format : registry.all(FileSystemFormat.class)) {
            if (format.probe(range).isPresent()) {
                return Optional.of(new VolumePlace(range, format, partition));
            }
        }
        return Optional.empty();
    }

    private static Optional<BlockDevice> range(BlockDevice device, Partition partition) {
        long end = Math.min(device.size(), partition.end());
        long length = (end - partition.start()) / device.sectorSize() * device.sectorSize();
        return length <= 0 ? Optional.empty() : Optional.of(device.range(partition.start(), length));
    }

    private static VolumePlace numbered(
            BlockDevice device, String image, PartitionTable table, int number, Registry registry) throws IOException {
        for (Partition candidate : table.partitions()) {
            if (candidate.number() == number) {
                BlockDevice range = range(device, candidate)
                        .orElseThrow(() -> new DisklessException(
                                FaultDetail.of(FaultCode.CORRUPT, "the partition begins behind the end of the image")
                                        .at(image + ":" + number)
                                        .cure("the image may have been cut off; copy it again")));
                return known(range, number, registry)
                        .orElseThrow(() -> new DisklessException(
                                FaultDetail.of(FaultCode.NOT_FOUND, "the partition has no file system that is known")
                                        .at(image + ":" + number)));
            }
        }
        String numbers = table.partitions().stream()
                .map(known -> String.valueOf(known.number()))
                .collect(Collectors.joining(", "));
        throw new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "there is no partition " + number)
                .at(image)
                .found(numbers.isEmpty() ? "no partitions" : "partitions " + numbers));
    }

    private static VolumePlace only(BlockDevice device, String image, PartitionTable table, Registry registry)
            throws IOException {
        List<VolumePlace> found = new ArrayList<>();
        for (Partition candidate : table.partitions()) {
            Optional<BlockDevice> range = range(device, candidate);
            if (range.isPresent()) {
                known(range.get(), candidate.number(), registry).ifPresent(found::add);
            }
        }
        if (found.size() == 1) {
            return found.get(0);
        }
        String places =
                found.stream().map(place -> image + ":" + place.partition()).collect(Collectors.joining(", "));
        FaultDetail detail = found.isEmpty()
                ? FaultDetail.of(FaultCode.NOT_FOUND, "no partition has a file system that is known")
                : FaultDetail.of(FaultCode.INVALID_REQUEST, "the image has several file systems")
                        .found(places)
                        .cure("name one of them");
        throw new DisklessException(detail.at(image));
    }
}
