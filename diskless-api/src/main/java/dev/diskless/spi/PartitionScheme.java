package dev.diskless.spi;

import dev.diskless.device.BlockDevice;
import dev.diskless.medium.PartitionTable;
import java.io.IOException;
import java.util.Optional;

/** Reads and writes one kind of partition table. */
public interface PartitionScheme extends Plugin {

    /**
     * Reads the table of a device.
     *
     * @param device the device
     * @return the table; empty if the device does not carry a table of this scheme
     * @throws IOException if the device carries such a table and it is damaged, or reading fails
     */
    Optional<PartitionTable> read(BlockDevice device) throws IOException;

    /**
     * Writes a table and flushes the device. Boot code that lies beside the table stays as it is.
     *
     * @param device the device
     * @param table the table
     * @throws IOException if the table cannot be written in this scheme (nothing is written then), or writing fails
     */
    void write(BlockDevice device, PartitionTable table) throws IOException;
}
