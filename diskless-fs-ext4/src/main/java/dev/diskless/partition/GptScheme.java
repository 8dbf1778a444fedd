package dev.diskless.partition;

import com.google.auto.service.AutoService;
import dev.diskless.device.BlockDevice;
import dev.diskless.medium.PartitionTable;
import dev.diskless.spi.PartitionScheme;
import java.io.IOException;
import java.util.Optional;

/**
 * The GUID partition table (UEFI specification, chapter 5): up to 128 partitions with names, kept twice.
 *
 * <p>A device carries a GPT if its master boot record has an entry of type EE, alone or beside others, which are then
 * passed over; or if that record says nothing at all and a sound primary copy follows. A hybrid ISO image, whose record
 * lists partitions and no entry of type EE, is none, and neither is a disk that got an MBR table later. The primary copy
 * is used if its checksums are right, else the backup, and the findings of the table say so: {@code gpt-primary-damaged},
 * {@code gpt-backup-damaged}, {@code gpt-copies-differ}, {@code gpt-device-shorter}, {@code gpt-backup-not-at-end},
 * {@code gpt-not-protected}, {@code gpt-hybrid-mbr}, {@code gpt-duplicate-id}. Damaged is a table without a sound copy, or
 * whose partitions overlap or lie outside its usable sectors. At most 1 MiB of entries is read.
 *
 * <p>Writing puts down the backup, then the primary copy, then the protective record, with a flush behind each: a power
 * cut at any moment leaves the old or the new table. Boot code (bytes 0 to 439 of the device) stays. A table written over
 * one with the same disk GUID keeps its shape: the number of entries and their place. Partitions without an identity get
 * one derived from the disk GUID and their number. Partitions lie exactly where the caller puts them, aligned or not; any
 * number of them may be active, which sets the attribute for legacy boot. GUIDs are read in lower case and may be given
 * in either.
 *
 * <p>Keeps no state; safe to use from any thread.
 */
@AutoService(PartitionScheme.class)
@SuppressWarnings("exports") // The annotation is for the compiler alone.
public final class GptScheme implements PartitionScheme {

    static final String NAME = "gpt";

    /** Makes the scheme; callers usually ask a {@link dev.diskless.spi.Registry} for it. */
    public GptScheme() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<PartitionTable> read(BlockDevice device) throws IOException {
        return GptReader.read(device);
    }

    @Override
    public void write(BlockDevice device, PartitionTable table) throws IOException {
        new GptWriter(device, table).write();
    }

    /**
     * Makes both copies and the protective record sound and equal again, from the copy that {@link #read} goes by.
     *
     * <p>If the device has become larger or shorter, the backup moves to its new end, and the usable room follows. A lost
     * primary copy gets its entries at sector 2. Unlike {@link #read}, this also takes a lone backup behind a record that
     * says nothing. Writes only what is not as it should be, and each copy only while the other is sound.
     *
     * @param device the device
     * @return the table, without the findings that are cured
     * @throws IOException if the device carries no GPT, no copy is sound, the partitions do not fit the device (nothing
     *     is written then), or writing fails
     */
    public PartitionTable repair(BlockDevice device) throws IOException {
        return new GptRepair(device).repair();
    }
}
