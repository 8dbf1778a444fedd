package dev.diskless.partition;

import java.nio.ByteBuffer;

/**
 * One of the four entries of a master boot record, 16 bytes long: status at 0, address of the first sector at 1, type
 * at 4, address of the last sector at 5, number of the first sector at 8, number of sectors at 12.
 *
 * @param status 0x80 if active, 0 if not; anything else is no partition entry
 * @param type 0 if unused
 * @param start the first sector, from the start of the device
 * @param sectors how many
 */
record PartitionEntry(int status, int type, long start, long sectors) {

    static final int SIZE = 16;
    static final int ACTIVE = 0x80;
    static final int PROTECTIVE = 0xEE;

    static PartitionEntry read(ByteBuffer sector, int position) {
        return new PartitionEntry(
                Byte.toUnsignedInt(sector.get(position)),
                Byte.toUnsignedInt(sector.get(position + 4)),
                Integer.toUnsignedLong(sector.getInt(position + 8)),
                Integer.toUnsignedLong(sector.getInt(position + 12)));
    }

    void write(ByteBuffer sector, int position) {
        sector.put(position, (byte) status);
        Chs.write(sector, position + 1, start);
        sector.put(position + 4, (byte) type);
        Chs.write(sector, position + 5, start + sectors - 1);
        sector.putInt(position + 8, (int) start);
        sector.putInt(position + 12, (int) sectors);
    }

    boolean hasKnownStatus() {
        return status == 0 || status == ACTIVE;
    }

    boolean isProtective() {
        return type == PROTECTIVE;
    }

    boolean isExtended() {
        return type == 0x05 || type == 0x0F || type == 0x85;
    }

    boolean isUsed() {
        return type != 0 && sectors != 0;
    }

    /** The first sector behind it. */
    long end() {
        return start + sectors;
    }
}
