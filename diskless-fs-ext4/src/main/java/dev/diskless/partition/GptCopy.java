package dev.diskless.partition;

import dev.diskless.device.BlockDevice;
import dev.diskless.fault.CorruptInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A header and its entries whose checksums are right, and which lie where a primary or a backup copy may lie.
 *
 * @param header the header
 * @param entries all entries, used or not
 */
record GptCopy(GptHeader header, byte[] entries) {

    static final long PRIMARY = 1;

    /** Reads the copy whose header is in a sector; a damaged one is a fault. */
    static GptCopy read(BlockDevice device, long sector) throws IOException {
        GptHeader header = header(device, sector);
        byte[] entries = new byte[header.entryBytes()];
        device.read(header.entries() * device.sectorSize(), ByteBuffer.wrap(entries));
        new GptHeader.Check(device, sector * device.sectorSize())
                .that(
                        GptHeader.crcOf(entries) == header.entriesCrc(),
                        88,
                        "wrong checksum of the GPT entries",
                        Integer.toHexString(header.entriesCrc()),
                        Integer.toHexString(GptHeader.crcOf(entries)));
        return new GptCopy(header, entries);
    }

    /** Reads the header in a sector, without its entries. */
    static GptHeader header(BlockDevice device, long sector) throws IOException {
        int unit = device.sectorSize();
        ByteBuffer bytes = ByteBuffer.allocate(unit);
        device.read(sector * unit, bytes);
        GptHeader header = GptHeader.read(bytes.flip(), device, sector * unit);
        checkPlaces(header, device, sector);
        return header;
    }

    private static void checkPlaces(GptHeader header, BlockDevice device, long sector) throws CorruptInputException {
        int unit = device.sectorSize();
        long sectors = device.size() / unit;
        boolean primary = sector == PRIMARY;
        GptHeader.Check check = new GptHeader.Check(device, sector * unit);
        check.that(header.position() == sector, 24, "the GPT header is not in its place", sector, header.position());
        check.that(
                primary ? header.alternate() > PRIMARY : header.alternate() == PRIMARY,
                32,
                "the other GPT header cannot be there",
                primary ? "a sector above 1" : "sector 1",
                header.alternate());
        check.that(header.firstUsable() > PRIMARY, 40, "bad first usable sector", "2 or above", header.firstUsable());
        check.that(
                header.lastUsable() >= header.firstUsable() - 1 && header.lastUsable() < Long.MAX_VALUE / unit,
                48,
                "bad last usable sector",
                "none before " + header.firstUsable(),
                header.lastUsable());
        long size = header.entrySectors(unit);
        long from = primary ? PRIMARY + 1 : header.lastUsable() + 1;
        long to = primary ? Math.min(header.firstUsable(), sectors) : sector;
        check.that(
                header.entries() >= from && header.entries() <= to - size,
                72,
                "the GPT entries are not in their place",
                size + " sectors from " + from + " to " + (to - 1),
                header.entries());
    }

    /** Whether both say the same about the disk. */
    boolean agreesWith(GptCopy other) {
        return header.disk().equals(other.header.disk())
                && header.firstUsable() == other.header.firstUsable()
                && header.lastUsable() == other.header.lastUsable()
                && header.entrySize() == other.header.entrySize()
                && Arrays.equals(entries, other.entries);
    }

    GptEntry entry(int number) {
        return GptEntry.read(ByteBuffer.wrap(entries), (number - 1) * header.entrySize());
    }
}
