package dev.diskless.medium;

import java.util.List;
import java.util.Objects;

/**
 * What a partition table says.
 *
 * @param scheme the name of its partition scheme, for example {@code mbr}
 * @param diskId the disk's identity as its scheme prints it: eight lower-case hexadecimal digits on MBR, a GUID on GPT
 * @param deviceSize the size of the device in bytes
 * @param sectorSize the size of a sector in bytes
 * @param partitions the partitions in the order of their numbers, empty entries left out
 */
public record PartitionTable(
        String scheme, String diskId, long deviceSize, int sectorSize, List<Partition> partitions) {

    public PartitionTable {
        Objects.requireNonNull(scheme);
        Objects.requireNonNull(diskId);
        partitions = List.copyOf(partitions);
    }
}
