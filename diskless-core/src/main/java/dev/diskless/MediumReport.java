package dev.diskless;

import dev.diskless.medium.BootDescription;
import dev.diskless.medium.CacheDescription;
import dev.diskless.medium.Finding;
import dev.diskless.medium.OverlayDescription;
import dev.diskless.medium.PartitionTable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is on a medium, as values; prints as a text for people.
 *
 * @param location the image file or device
 * @param size bytes
 * @param table the partition table; empty if one file system fills the whole medium
 * @param volumes the file systems that could be read, in the order of their partitions
 * @param overlays the overlays in the roots of the volumes, in the order of volumes and names
 * @param caches the package caches
 * @param bootSystems the boot systems
 * @param findings what is wrong or worth knowing, worst first
 */
public record MediumReport(
        String location,
        long size,
        Optional<PartitionTable> table,
        List<VolumeReport> volumes,
        List<OverlayDescription> overlays,
        List<CacheDescription> caches,
        List<BootDescription> bootSystems,
        List<Finding> findings) {

    public MediumReport {
        Objects.requireNonNull(location);
        Objects.requireNonNull(table);
        volumes = List.copyOf(volumes);
        overlays = List.copyOf(overlays);
        caches = List.copyOf(caches);
        bootSystems = List.copyOf(bootSystems);
        findings = List.copyOf(findings);
    }

    MediumReport at(String place) {
        return new MediumReport(place, size, table, volumes, overlays, caches, bootSystems, findings);
    }

    /**
     * The report as a text with a drawn partition map.
     *
     * @return lines that end in a line feed
     */
    @Override
    public String toString() {
        return ReportText.of(this);
    }
}
