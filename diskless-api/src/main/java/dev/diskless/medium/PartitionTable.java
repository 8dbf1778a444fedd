package dev.diskless.medium;

import java.util.List;
import java.util.Objects;

/**
 * What a partition table says.
 *
 * @param scheme the name of its partition scheme, for example {@code mbr}
 * @param diskId the disk's identity as its scheme prints it: eight lower-case hexadecimal digits on MBR, a GUID in
 *     lower case on GPT
 * @param deviceSize the size of the device in bytes
 * @param sectorSize the size of a sector in bytes
 * @param usableStart where the room for partitions starts, in bytes from the start of the device
 * @param usableEnd the first byte behind the room for partitions; a scheme that writes the table narrows the room to
 *     what its own structures leave
 * @param partitions the partitions in the order of their numbers, empty entries left out
 * @param findings what is wrong with the table though it could be read; writing takes no notice of them
 */
public record PartitionTable(
        String scheme,
        String diskId,
        long deviceSize,
        int sectorSize,
        long usableStart,
        long usableEnd,
        List<Partition> partitions,
        List<Finding> findings) {

    public PartitionTable {
        Objects.requireNonNull(scheme);
        Objects.requireNonNull(diskId);
        partitions = List.copyOf(partitions);
        findings = List.copyOf(findings);
        if (usableStart < 0 || usableStart > usableEnd) {
            throw new IllegalArgumentException("usable room from " + usableStart + " to " + usableEnd);
        }
    }

    /**
     * A sound table with room for partitions from the second sector to the end of the device.
     *
     * @param scheme the name of its partition scheme
     * @param diskId the disk's identity
     * @param deviceSize the size of the device in bytes
     * @param sectorSize the size of a sector in bytes
     * @param partitions the partitions in the order of their numbers
     */
    public PartitionTable(String scheme, String diskId, long deviceSize, int sectorSize, List<Partition> partitions) {
        this(
                scheme,
                diskId,
                deviceSize,
                sectorSize,
                Math.min(sectorSize, deviceSize),
                deviceSize,
                partitions,
                List.of());
    }

    /**
     * The same table with other partitions and without findings.
     *
     * @param others the partitions in the order of their numbers
     * @return the table
     */
    public PartitionTable withPartitions(List<Partition> others) {
        return new PartitionTable(scheme, diskId, deviceSize, sectorSize, usableStart, usableEnd, others, List.of());
    }
}
