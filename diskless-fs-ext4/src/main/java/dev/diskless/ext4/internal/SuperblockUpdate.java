package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Superblock;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes the superblock of a volume as one sector, which a power cut leaves old or new. All fields that change lie in its
 * first sector, but its checksum lies in the second. That stays as it is: four bytes that nobody reads, behind the end of
 * the name of the last mount point, are chosen so that it is right.
 */
final class SuperblockUpdate {

    /** Bytes of the superblock that one write changes. */
    static final int SECTOR = 512;

    /** Bytes of the name of the last mount point that are left for it, with its final NUL. */
    static final int NAME_ROOM = 60;

    private static final int COMPENSATOR = Superblock.LAST_MOUNTED + NAME_ROOM;

    private SuperblockUpdate() {}

    /** Writes the first sector; the fields behind it must be as they are on the device. */
    static void write(BlockDevice device, Superblock superblock) throws IOException {
        if (superblock.features().hasReadOnlyCompatible(Features.METADATA_CSUM)) {
            compensate(superblock);
        }
        device.write(Superblock.POSITION, ByteBuffer.wrap(superblock.bytes(), 0, SECTOR));
    }

    /** Chooses the four bytes: the checksum is linear in them, so that they are the solution of 32 equations. */
    private static void compensate(Superblock superblock) {
        byte[] bytes = superblock.bytes();
        bytes[COMPENSATOR - 1] = 0;
        LittleEndian.put32(bytes, COMPENSATOR, 0);
        int base = superblock.computedChecksum();
        int[] rows = new int[32];
        int[] inputs = new int[32];
        for (int bit = 0; bit < 32; bit++) {
            LittleEndian.put32(bytes, COMPENSATOR, 1L << bit);
            insert(rows, inputs, superblock.computedChecksum() ^ base, 1 << bit);
        }
        int wanted = superblock.storedChecksum() ^ base;
        int chosen = 0;
        for (int bit = 31; bit >= 0; bit--) {
            if ((wanted >>> bit & 1) != 0) {
                wanted ^= rows[bit];
                chosen ^= inputs[bit];
            }
        }
        LittleEndian.put32(bytes, COMPENSATOR, chosen);
    }

    /** Adds a column to a basis that is ordered by highest bits. */
    private static void insert(int[] rows, int[] inputs, int column, int input) {
        int rest = column;
        int from = input;
        for (int bit = 31; bit >= 0; bit--) {
            if ((rest >>> bit & 1) != 0) {
                if (rows[bit] == 0) {
                    rows[bit] = rest;
                    inputs[bit] = from;
                    return;
                }
                rest ^= rows[bit];
                from ^= inputs[bit];
            }
        }
    }
}
