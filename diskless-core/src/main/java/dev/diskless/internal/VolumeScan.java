package dev.diskless.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.medium.FileSystemDescription;
import dev.diskless.medium.Finding;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import dev.diskless.medium.Severity;
import dev.diskless.medium.VolumeView;
import dev.diskless.spi.FileSystemFormat;
import dev.diskless.spi.PartitionScheme;
import dev.diskless.spi.Plugin;
import dev.diskless.spi.Registry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The partition table and the volumes of a device. Closing it closes the file systems, not the device. */
public final class VolumeScan implements Closeable {

    private final BlockDevice device;
    private final Registry registry;
    private final List<VolumeView> volumes = new ArrayList<>();
    private final List<FileSystem> open = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private Optional<PartitionTable> table = Optional.empty();

    private VolumeScan(BlockDevice device, Registry registry) {
        this.device = device;
        this.registry = registry;
    }

    /** Looks for a table and volumes; a damaged or unknown one is a finding. */
    public static VolumeScan of(BlockDevice device, Registry registry) throws IOException {
        VolumeScan scan = new VolumeScan(device, registry);
        try {
            scan.findTable();
            if (scan.table.isPresent()) {
                for (Partition partition : scan.table.get().partitions()) {
                    scan.findVolume(partition.number(), partition.start(), partition.length());
                }
            } else if (device.size() > 0) {
                scan.findVolume(0, 0, device.size());
            }
            if (scan.table.isEmpty() && scan.volumes.isEmpty() && scan.findings.isEmpty()) {
                throw scan.nothingKnown();
            }
            return scan;
        } catch (IOException | RuntimeException e) {
            try (scan) {
                throw e;
            }
        }
    }

    private DisklessException nothingKnown() {
        return new DisklessException(
                FaultDetail.of(FaultCode.NOT_FOUND, "neither a partition table nor a file system that is known")
                        .at(device)
                        .expected(names(PartitionScheme.class) + " or " + names(FileSystemFormat.class))
                        .found(device.size() == 0 ? "not one whole sector" : "none of them")
                        .cure("name a whole disk image, decompressed, or one file system"));
    }

    private <P extends Plugin> String names(Class<P> point) {
        return registry.all(point).stream().map(Plugin::name).collect(Collectors.joining(" or "));
    }

    private void findTable() throws IOException {
        for (PartitionScheme scheme : registry.all(PartitionScheme.class)) {
            try {
                table = scheme.read(device);
            } catch (IOException e) {
                note("partition-table-damaged", e);
            }
            if (table.isPresent()) {
                findings.addAll(table.get().findings());
                return;
            }
        }
    }

    private void findVolume(int partition, long start, long length) throws IOException {
        long end = Math.min(device.size(), start + length);
        if (start >= end) {
            findings.add(new Finding(
                    Severity.ERROR,
                    "partition-outside",
                    "partition " + partition + " starts behind the end of the medium",
                    "the image may have been cut off; copy it again"));
            return;
        }
        BlockDevice range = device.range(start, (end - start) / device.sectorSize() * device.sectorSize());
        for (FileSystemFormat format : registry.all(FileSystemFormat.class)) {
            try {
                Optional<FileSystemDescription> description = format.probe(range);
                if (description.isPresent()) {
                    FileSystem fileSystem = format.open(range);
                    open.add(fileSystem);
                    volumes.add(new VolumeView(
                            partition,
                            description.get(),
                            fileSystem.getRootDirectories().iterator().next()));
                    return;
                }
            } catch (IOException e) {
                note("volume-damaged", e);
                return;
            }
        }
        if (partition > 0) {
            findings.add(new Finding(
                    Severity.NOTE,
                    "volume-unknown",
                    "partition " + partition + " has no file system that is known",
                    ""));
        }
    }

    private void note(String code, IOException e) throws IOException {
        if (!(e instanceof Fault)) {
            throw e;
        }
        findings.add(damage(code, e));
    }

    /** A fault as a finding. */
    public static Finding damage(String code, IOException e) {
        if (!(e instanceof Fault fault)) {
            return new Finding(Severity.ERROR, code, String.valueOf(e.getMessage()), "");
        }
        // The finding shows the cure itself.
        FaultDetail d = fault.detail();
        FaultDetail bare = new FaultDetail(d.code(), d.what(), d.path(), d.offset(), d.expected(), d.found(), null);
        return new Finding(Severity.ERROR, code, bare.message(), fault.cure().orElse(""));
    }

    /** The partition table; empty if there is none. */
    public Optional<PartitionTable> table() {
        return table;
    }

    /** The volumes that could be opened. */
    public List<VolumeView> volumes() {
        return List.copyOf(volumes);
    }

    /** What could not be read. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (FileSystem fileSystem : open) {
            try {
                fileSystem.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        open.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
