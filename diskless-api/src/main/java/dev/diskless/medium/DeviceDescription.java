package dev.diskless.medium;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A device of the machine as its host describes it.
 *
 * @param path where it can be opened
 * @param disk the path of the disk that it is a partition of; empty for a whole disk
 * @param size its size in bytes
 * @param sectorSize the size of a logical sector in bytes, the unit of partition tables and of writing
 * @param physicalSectorSize the size in bytes of the unit that it writes without reading first
 * @param readOnly whether the host refuses to write to it
 * @param removable whether the host knows its medium to be removable; false says nothing about disks on USB
 * @param model what the device says it is; empty where it says nothing
 * @param uses who uses it or one of its partitions; empty where nobody does that the host knows of
 */
public record DeviceDescription(
        Path path,
        Optional<Path> disk,
        long size,
        int sectorSize,
        int physicalSectorSize,
        boolean readOnly,
        boolean removable,
        String model,
        List<DeviceUse> uses) {

    public DeviceDescription {
        Objects.requireNonNull(path);
        Objects.requireNonNull(disk);
        Objects.requireNonNull(model);
        uses = List.copyOf(uses);
    }
}
