package dev.diskless.partition;

import java.nio.ByteBuffer;

/**
 * A sector's address by cylinder, head and sector, three bytes long, on a disk of 255 heads and 63 sectors.
 *
 * <p>Byte 0 is the head; byte 1 has the sector (from 1) in its low six bits and bits 8 and 9 of the cylinder in its high
 * two; byte 2 has the low eight bits of the cylinder. What lies behind cylinder 1023 is written as the last address
 * there is.
 */
final class Chs {

    private static final int HEADS = 255;
    private static final int SECTORS = 63;
    private static final int LAST_CYLINDER = 1023;

    private Chs() {}

    static void write(ByteBuffer target, int position, long sector) {
        long cylinder = sector / (HEADS * SECTORS);
        long head = sector / SECTORS % HEADS;
        long inTrack = sector % SECTORS + 1;
        if (cylinder > LAST_CYLINDER) {
            cylinder = LAST_CYLINDER;
            head = HEADS - 1;
            inTrack = SECTORS;
        }
        target.put(position, (byte) head);
        target.put(position + 1, (byte) (inTrack | cylinder >> 2 & 0xC0));
        target.put(position + 2, (byte) cylinder);
    }
}
