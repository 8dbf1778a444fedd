package dev.diskless.partition;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.FaultDetail;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * One of the two headers of a GPT (UEFI specification, section 5.3.2), 92 bytes long and little endian: signature at 0,
 * revision at 8, size of the header at 12, its CRC-32 at 16, four bytes of zero, its own sector at 24, that of the other
 * header at 32, first and last usable sector at 40 and 48, disk GUID at 56, first sector of the entries at 72, how many
 * at 80, size of one at 84, CRC-32 of all at 88.
 *
 * @param position its own sector
 * @param alternate the sector of the other header
 * @param firstUsable the first sector that partitions may have
 * @param lastUsable the last one
 * @param disk the GUID of the disk
 * @param entries the first sector of the entries
 * @param count how many entries there are, used or not
 * @param entrySize bytes
 * @param entriesCrc the CRC-32 of all entries
 */
record GptHeader(
        long position,
        long alternate,
        long firstUsable,
        long lastUsable,
        UUID disk,
        long entries,
        int count,
        int entrySize,
        int entriesCrc) {

    static final int SIZE = 92;

    /** The most bytes that all entries may take; those of a usual table take 16 KiB. */
    static final int MAX_ENTRY_BYTES = 1 << 20;

    private static final long SIGNATURE = 0x5452415020494645L; // "EFI PART"
    private static final int REVISION = 0x0001_0000;
    private static final int CRC = 16;

    static boolean hasSignature(ByteBuffer sector) {
        return little(sector).getLong(0) == SIGNATURE;
    }

    /** Reads and checks what can be checked without the rest of the device. */
    static GptHeader read(ByteBuffer sector, Object device, long offset) throws CorruptInputException {
        ByteBuffer bytes = little(sector);
        Check check = new Check(device, offset);
        check.that(hasSignature(sector), 0, "no signature of a GPT header", "EFI PART", "other bytes");
        int revision = bytes.getInt(8);
        check.that(revision >>> 16 == 1, 8, "unknown revision of the GPT header", "1.0", hex(revision));
        int size = bytes.getInt(12);
        check.that(size >= SIZE && size <= bytes.limit(), 12, "bad size of the GPT header", "92 to a sector", size);
        int crc = bytes.getInt(CRC);
        check.that(crc == crc(bytes, size), CRC, "wrong checksum of the GPT header", hex(crc(bytes, size)), hex(crc));
        int count = bytes.getInt(80);
        int entrySize = bytes.getInt(84);
        check.that(
                entrySize >= GptEntry.SIZE && entrySize <= 4096 && Integer.bitCount(entrySize) == 1,
                84,
                "bad size of a GPT entry",
                "a power of two from 128 to 4096",
                Integer.toUnsignedLong(entrySize));
        check.that(
                count >= 1 && count <= MAX_ENTRY_BYTES / entrySize,
                80,
                "bad number of GPT entries",
                "1 to " + MAX_ENTRY_BYTES / entrySize,
                Integer.toUnsignedLong(count));
        return new GptHeader(
                bytes.getLong(24),
                bytes.getLong(32),
                bytes.getLong(40),
                bytes.getLong(48),
                Guid.read(bytes, 56),
                bytes.getLong(72),
                count,
                entrySize,
                bytes.getInt(88));
    }

    /** The header as the bytes of one sector, with its checksum. */
    ByteBuffer sector(int sectorSize) {
        ByteBuffer bytes = ByteBuffer.allocate(sectorSize).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, SIGNATURE).putInt(8, REVISION).putInt(12, SIZE);
        bytes.putLong(24, position)
                .putLong(32, alternate)
                .putLong(40, firstUsable)
                .putLong(48, lastUsable);
        Guid.write(bytes, 56, disk);
        bytes.putLong(72, entries).putInt(80, count).putInt(84, entrySize).putInt(88, entriesCrc);
        return bytes.putInt(CRC, crc(bytes, SIZE));
    }

    int entryBytes() {
        return count * entrySize;
    }

    /** How many sectors the entries take. */
    long entrySectors(int sectorSize) {
        return (entryBytes() + sectorSize - 1L) / sectorSize;
    }

    static int crcOf(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static int crc(ByteBuffer sector, int size) {
        byte[] header = new byte[size];
        sector.get(0, header);
        ByteBuffer.wrap(header).putInt(CRC, 0);
        return crcOf(header);
    }

    private static ByteBuffer little(ByteBuffer sector) {
        return sector.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String hex(int number) {
        return "0x" + java.util.HexFormat.of().toHexDigits(number);
    }

    /** Throws the fault of a field. */
    record Check(Object device, long offset) {

        void that(boolean good, int field, String what, Object expected, Object found) throws CorruptInputException {
            if (!good) {
                FaultDetail detail = CorruptInputException.detail(what)
                        .at(device, offset + field)
                        .expected(expected)
                        .found(found);
                throw new CorruptInputException(detail);
            }
        }
    }
}
