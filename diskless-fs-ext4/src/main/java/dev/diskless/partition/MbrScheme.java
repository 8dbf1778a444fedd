package dev.diskless.partition;

import com.google.auto.service.AutoService;
import dev.diskless.device.BlockDevice;
import dev.diskless.medium.PartitionTable;
import dev.diskless.spi.PartitionScheme;
import java.io.IOException;
import java.util.Optional;

/**
 * The partition table in the master boot record: up to four partitions, within the first 2<sup>32</sup> sectors (2 TiB
 * with sectors of 512 bytes).
 *
 * <p>An extended partition is listed, and so are up to 251 logical partitions in it, with numbers from 5 in the order of
 * their chain, as Linux counts; where the chain is damaged the list ends with the finding {@code mbr-extended-damaged}.
 * Not taken for a table are: the protective record of a GPT disk, the boot sector of a file system, a hybrid ISO image
 * (one of its entries starts at 0), and a record without partitions and without a disk signature. Damaged is a table
 * whose partitions overlap or leave the device.
 *
 * <p>Logical partitions cannot be made, changed or removed: a table is written if those that it lists are those that lie
 * in its extended partitions, and refused as unsupported otherwise.
 *
 * <p>Writing keeps the boot code (bytes 0 to 439) and sets everything behind it in the first sector, byte for byte as
 * {@code sfdisk} does for a new label: addresses by cylinder, head and sector are those of a disk with 255 heads and 63
 * sectors. Partitions lie exactly where the caller puts them, aligned or not. Any number of them may be active.
 *
 * <p>Keeps no state; safe to use from any thread.
 */
@AutoService(PartitionScheme.class)
@SuppressWarnings("exports") // The annotation is for the compiler alone.
public final class MbrScheme implements PartitionScheme {

    static final String NAME = "mbr";

    /** Makes the scheme; callers usually ask a {@link dev.diskless.spi.Registry} for it. */
    public MbrScheme() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<PartitionTable> read(BlockDevice device) throws IOException {
        return new MbrReader(device).read();
    }

    @Override
    public void write(BlockDevice device, PartitionTable table) throws IOException {
        new MbrWriter(device, table).write();
    }
}
