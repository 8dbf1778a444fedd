package dev.diskless.partition;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The first 512 bytes of a partitioned disk: boot code, the disk signature at 440, two bytes of zero at 444, four
 * entries from 446, and 55 AA at 510. Numbers are little endian.
 */
final class MasterBootRecord {

    static final int SIZE = 512;
    static final int SIGNATURE = 440;
    static final int ENTRIES = 446;
    static final int COUNT = 4;

    private static final int RESERVED = 444;
    private static final int END_MARK = 510;

    private final ByteBuffer bytes;

    /** A record over the first 512 bytes of a buffer, which it changes. */
    MasterBootRecord(ByteBuffer sector) {
        this.bytes = sector.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    boolean hasEndMark() {
        return bytes.get(END_MARK) == 0x55 && bytes.get(END_MARK + 1) == (byte) 0xAA;
    }

    int signature() {
        return bytes.getInt(SIGNATURE);
    }

    List<PartitionEntry> entries() {
        List<PartitionEntry> entries = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            entries.add(PartitionEntry.read(bytes, ENTRIES + i * PartitionEntry.SIZE));
        }
        return entries;
    }

    /** Whether it stands before a GPT: one entry at least says so. Others beside it make it a hybrid one. */
    boolean isProtective() {
        return hasEndMark() && entries().stream().anyMatch(PartitionEntry::isProtective);
    }

    /** The first sector behind what the protective entry covers. */
    long protectiveEnd() {
        return entries().stream()
                .filter(PartitionEntry::isProtective)
                .mapToLong(PartitionEntry::end)
                .findFirst()
                .orElse(0);
    }

    /** Whether a protective record lists other partitions as well. */
    boolean isHybrid() {
        return entries().stream().anyMatch(entry -> entry.isUsed() && !entry.isProtective());
    }

    /** Makes everything behind the boot code anew, with a protective entry for a device of that many sectors. */
    void protect(int signature, boolean active, long sectors) {
        clear(signature);
        int status = active ? PartitionEntry.ACTIVE : 0;
        set(1, new PartitionEntry(status, PartitionEntry.PROTECTIVE, 1, Math.min(sectors - 1, 0xFFFF_FFFFL)));
        // The end is not the true one, whatever the size of the disk.
        bytes.put(ENTRIES + 5, (byte) 0xFF).put(ENTRIES + 6, (byte) 0xFF).put(ENTRIES + 7, (byte) 0xFF);
    }

    /** Whether it is neither the record of any partition table nor the boot sector of a file system. */
    boolean saysNothing() {
        return !isFileSystemBootSector()
                && (!hasEndMark()
                        || (signature() == 0
                                && entries().stream().allMatch(entry -> entry.type() == 0 && entry.sectors() == 0)));
    }

    /** Makes everything behind the boot code anew, without entries. */
    void clear(int signature) {
        bytes.putInt(SIGNATURE, signature);
        for (int i = RESERVED; i < END_MARK; i++) {
            bytes.put(i, (byte) 0);
        }
        bytes.put(END_MARK, (byte) 0x55).put(END_MARK + 1, (byte) 0xAA);
    }

    void set(int number, PartitionEntry entry) {
        entry.write(bytes, ENTRIES + (number - 1) * PartitionEntry.SIZE);
    }

    /**
     * Whether this is the boot sector of a FAT, NTFS or exFAT file system, which ends in 55 AA as well.
     */
    boolean isFileSystemBootSector() {
        int jump = Byte.toUnsignedInt(bytes.get(0));
        if (jump != 0xEB && jump != 0xE9) {
            return false;
        }
        int bytesPerSector = Short.toUnsignedInt(bytes.getShort(11));
        int sectorsPerCluster = Byte.toUnsignedInt(bytes.get(13));
        int media = Byte.toUnsignedInt(bytes.get(21));
        boolean fatOrNtfs = isPowerOfTwo(bytesPerSector)
                && bytesPerSector >= 512
                && bytesPerSector <= 4096
                && isPowerOfTwo(sectorsPerCluster)
                && media >= 0xF0;
        boolean exFat = bytes.getLong(3) == 0x2020205441465845L; // "EXFAT   "
        return fatOrNtfs || exFat;
    }

    private static boolean isPowerOfTwo(int number) {
        return Integer.bitCount(number) == 1;
    }
}
