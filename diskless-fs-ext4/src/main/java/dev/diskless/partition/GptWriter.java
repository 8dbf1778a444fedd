package dev.diskless.partition;

import dev.diskless.device.BlockDevice;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/** Checks a table against what a GPT on its device can say, and writes it. */
final class GptWriter {

    private static final int USUAL_COUNT = 128;

    private final BlockDevice device;
    private final PartitionTable table;
    private final GptRequest request;

    GptWriter(BlockDevice device, PartitionTable table) {
        this.device = device;
        this.table = table;
        this.request = new GptRequest(device, table);
    }

    void write() throws IOException {
        UUID id = request.checkTable();
        Optional<GptDisk> before = GptDisk.read(device)
                .filter(disk -> disk.isGpt()
                        && disk.copy()
                                .filter(copy -> copy.header().disk().equals(id))
                                .isPresent());
        GptHeader layout = layout(id, before);
        request.checkPartitions(layout);
        byte[] entries = entries(layout);
        ProtectiveRecord record = ProtectiveRecord.of(device, before.isPresent(), table.partitions());
        GptStore store = new GptStore(device, layout, entries);
        store.writeBackup();
        store.writePrimary();
        record.write();
    }

    // Where the disk had this GPT before, its shape stays: some boards keep boot code before entries that were moved.
    private GptHeader layout(UUID id, Optional<GptDisk> before) throws InvalidRequestException {
        int unit = device.sectorSize();
        long last = device.size() / unit - 1;
        Optional<GptHeader> old = before.flatMap(GptDisk::copy).map(GptCopy::header);
        int count = old.map(GptHeader::count).orElse(USUAL_COUNT);
        int entrySize = old.map(GptHeader::entrySize).orElse(GptEntry.SIZE);
        long size = ((long) count * entrySize + unit - 1) / unit;
        long entries = before.flatMap(disk -> Optional.ofNullable(disk.primary()))
                .map(copy -> copy.header().entries())
                .orElse(GptCopy.PRIMARY + 1);
        long firstUsable = Math.max(entries + size, (table.usableStart() + unit - 1) / unit);
        long lastUsable = Math.min(last - size, table.usableEnd() / unit) - 1;
        if (lastUsable < firstUsable) {
            throw new InvalidRequestException(request.detail("the device has no room for a GPT and a partition")
                    .expected("at least " + (firstUsable + size + 2) * unit + " bytes")
                    .found(device.size()));
        }
        return new GptHeader(GptCopy.PRIMARY, last, firstUsable, lastUsable, id, entries, count, entrySize, 0);
    }

    private byte[] entries(GptHeader layout) {
        byte[] bytes = new byte[layout.entryBytes()];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long unit = device.sectorSize();
        for (Partition partition : table.partitions()) {
            GptEntry entry = new GptEntry(
                    Guid.parse(partition.type()).orElseThrow(),
                    request.id(partition),
                    partition.start() / unit,
                    partition.end() / unit - 1,
                    partition.attributes() | (partition.active() ? GptEntry.LEGACY_BOOT : 0),
                    partition.name());
            entry.write(buffer, (partition.number() - 1) * layout.entrySize());
        }
        return bytes;
    }
}
