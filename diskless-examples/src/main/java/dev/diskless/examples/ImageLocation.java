package dev.diskless.examples;

import dev.diskless.device.BlockDevice;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.medium.FileSystemDescription;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import dev.diskless.spi.FileSystemFormat;
import dev.diskless.spi.PartitionScheme;
import dev.diskless.spi.Registry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A file system in an image, as command lines name it: {@code IMAGE:N}, where the last colon is followed by digits only, or
 * {@code IMAGE} if there is only one.
 *
 * @param image the image file
 * @param partition the number of the partition; 0 if none is named
 */
record ImageLocation(Path image, int partition) {

    private static final Pattern WITH_PARTITION = Pattern.compile("(.+):([0-9]{1,9})", Pattern.DOTALL);

    static ImageLocation parse(String text) {
        Matcher form = WITH_PARTITION.matcher(text);
        return form.matches()
                ? new ImageLocation(Path.of(form.group(1)), Integer.parseInt(form.group(2)))
                : new ImageLocation(Path.of(text), 0);
    }

    /** The part of the image that the file system fills. */
    BlockDevice volume(BlockDevice device, FileSystemFormat format, Registry registry) throws IOException {
        if (partition == 0 && isThere(device, format)) {
            return device;
        }
        Optional<PartitionTable> table = table(device, registry);
        if (table.isEmpty()) {
            if (partition == 0) {
                // It was none when it was looked at; who opens it says why.
                return device;
            }
            throw new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "the image has no partition table")
                    .at(image)
                    .cure("leave out :" + partition));
        }
        return partition == 0 ? only(device, table.get(), format) : named(device, table.get());
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

    private BlockDevice named(BlockDevice device, PartitionTable table) throws DisklessException {
        for (Partition candidate : table.partitions()) {
            if (candidate.number() == partition) {
                return range(device, candidate)
                        .orElseThrow(() -> new DisklessException(
                                FaultDetail.of(FaultCode.CORRUPT, "the partition begins behind the end of the image")
                                        .at(this)));
            }
        }
        String numbers = table.partitions().stream()
                .map(known -> String.valueOf(known.number()))
                .collect(Collectors.joining(", "));
        throw new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "there is no partition " + partition)
                .at(image)
                .found(numbers.isEmpty() ? "no partitions" : "partitions " + numbers));
    }

    private BlockDevice only(BlockDevice device, PartitionTable table, FileSystemFormat format) throws IOException {
        List<String> found = new ArrayList<>();
        BlockDevice only = device;
        for (Partition candidate : table.partitions()) {
            Optional<BlockDevice> range = range(device, candidate);
            if (range.isPresent() && isThere(range.get(), format)) {
                only = range.get();
                found.add(image + ":" + candidate.number() + label(range.get(), format));
            }
        }
        if (found.size() == 1) {
            return only;
        }
        FaultDetail detail = found.isEmpty()
                ? FaultDetail.of(FaultCode.NOT_FOUND, "no partition has a file system of the kind " + format.name())
                : FaultDetail.of(FaultCode.CONFLICT, "the image has several file systems")
                        .found(String.join(", ", found))
                        .cure("name one of them");
        throw new DisklessException(detail.at(image));
    }

    private static String label(BlockDevice volume, FileSystemFormat format) {
        try {
            String label =
                    format.probe(volume).map(FileSystemDescription::label).orElse("");
            return label.isEmpty() ? "" : " (" + label + ")";
        } catch (IOException e) {
            return " (damaged)";
        }
    }

    private static Optional<BlockDevice> range(BlockDevice device, Partition partition) {
        long end = Math.min(device.size(), partition.start() + partition.length());
        long length = (end - partition.start()) / device.sectorSize() * device.sectorSize();
        return length <= 0 ? Optional.empty() : Optional.of(device.range(partition.start(), length));
    }

    // What is there and damaged is there.
    private static boolean isThere(BlockDevice device, FileSystemFormat format) throws IOException {
        try {
            return format.probe(device).isPresent();
        } catch (IOException e) {
            if (e instanceof Fault) {
                return true;
            }
            throw e;
        }
    }

    @Override
    public String toString() {
        return partition == 0 ? image.toString() : image + ":" + partition;
    }
}
