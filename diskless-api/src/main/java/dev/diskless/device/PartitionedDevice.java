package dev.diskless.device;

import java.io.IOException;

/** A device whose partitions the host shows as devices of their own. */
public interface PartitionedDevice extends BlockDevice {

    /**
     * Flushes, then makes the host read the partition table anew. The devices of the new partitions may appear a little
     * later than this returns.
     *
     * @throws IOException if a partition is in use (code {@link dev.diskless.fault.FaultCode#CONFLICT}; the host then
     *     goes on with the old table), or the host refuses
     */
    void rereadPartitions() throws IOException;
}
