package dev.diskless.partition;

import dev.diskless.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Puts the two copies of a GPT in their places, each followed by a flush. */
final class GptStore {

    private final BlockDevice device;
    private final GptHeader primary;
    private final byte[] entries;

    /** The primary header may come without the checksum of the entries; the backup lies at the end of the device. */
    GptStore(BlockDevice device, GptHeader primary, byte[] entries) {
        this.device = device;
        this.primary = primary;
        this.entries = entries;
    }

    void writeBackup() throws IOException {
        long last = primary.alternate();
        write(header(last, GptCopy.PRIMARY, last - primary.entrySectors(device.sectorSize())));
    }

    void writePrimary() throws IOException {
        write(header(GptCopy.PRIMARY, primary.alternate(), primary.entries()));
    }

    private GptHeader header(long position, long alternate, long entriesAt) {
        return new GptHeader(
                position,
                alternate,
                primary.firstUsable(),
                primary.lastUsable(),
                primary.disk(),
                entriesAt,
                primary.count(),
                primary.entrySize(),
                GptHeader.crcOf(entries));
    }

    private void write(GptHeader header) throws IOException {
        int unit = device.sectorSize();
        ByteBuffer array = ByteBuffer.allocate(Math.toIntExact(header.entrySectors(unit) * unit));
        array.put(0, entries);
        device.write(header.entries() * unit, array);
        device.write(header.position() * unit, header.sector(unit));
        device.flush();
    }
}
