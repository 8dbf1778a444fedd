package dev.diskless.partition;

import dev.diskless.device.BlockDevice;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.FaultDetail;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a device has of a GPT: the record in its first sector, and of each copy either its content or what is wrong
 * with it.
 *
 * @param device the device
 * @param record its first sector
 * @param primary the copy at its start, if that is sound
 * @param primaryFault what is wrong with it otherwise
 * @param backup the copy at its end, or where the primary header says, if that is sound
 * @param backupFault what is wrong with it otherwise
 */
record GptDisk(
        BlockDevice device,
        MasterBootRecord record,
        @Nullable GptCopy primary,
        @Nullable FaultDetail primaryFault,
        @Nullable GptCopy backup,
        @Nullable FaultDetail backupFault) {

    /** The fewest sectors with which there is a copy on both sides. */
    private static final long FEWEST_SECTORS = 6;

    /** Reads what there is; empty if the device is too small for any. */
    static Optional<GptDisk> read(BlockDevice device) throws IOException {
        int unit = device.sectorSize();
        long sectors = device.size() / unit;
        if (sectors < FEWEST_SECTORS) {
            return Optional.empty();
        }
        ByteBuffer first = ByteBuffer.allocate(MasterBootRecord.SIZE);
        device.read(0, first);
        MasterBootRecord record = new MasterBootRecord(first.flip());
        GptCopy primary = null;
        FaultDetail primaryFault = null;
        long last = sectors - 1;
        // Where the backup of a disk that has grown is: the primary header says it, or the protective entry ends there.
        long told = record.isProtective() ? record.protectiveEnd() - 1 : last;
        try {
            told = GptCopy.header(device, GptCopy.PRIMARY).alternate();
            primary = GptCopy.read(device, GptCopy.PRIMARY);
        } catch (CorruptInputException e) {
            primaryFault = e.detail();
        }
        GptCopy backup = null;
        FaultDetail backupFault = null;
        try {
            backup = GptCopy.read(device, told > GptCopy.PRIMARY && told < last ? told : last);
        } catch (CorruptInputException e) {
            backupFault = e.detail();
        }
        if (backup == null && told > GptCopy.PRIMARY && told < last) {
            try {
                backup = GptCopy.read(device, last);
                backupFault = null;
            } catch (CorruptInputException e) {
                backup = null;
            }
        }
        return Optional.of(new GptDisk(device, record, primary, primaryFault, backup, backupFault));
    }

    /** The copy to go by, if any is sound. */
    Optional<GptCopy> copy() {
        return Optional.ofNullable(primary == null ? backup : primary);
    }

    boolean isProtected() {
        return record.isProtective();
    }

    /**
     * Whether the device is to be taken for a GPT disk: the record says so, or it says nothing at all and a sound primary
     * copy follows. A copy behind a record of another kind was left by an older table, or belongs to a hybrid ISO image.
     */
    boolean isGpt() {
        return isProtected() || (primary != null && record.saysNothing());
    }

    /** The last sector of the device. */
    long lastSector() {
        return device.size() / device.sectorSize() - 1;
    }
}
