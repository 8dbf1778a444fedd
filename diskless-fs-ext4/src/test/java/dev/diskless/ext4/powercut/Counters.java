package dev.diskless.ext4.powercut;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Some numbers of a volume that show what a repair gave back.
 *
 * @param freeBlocks as the superblock has it
 * @param freeInodes as the superblock has it
 * @param bitmaps where the bitmaps of the groups are, in turns
 */
record Counters(int freeBlocks, int freeInodes, List<Integer> bitmaps) {

    static Counters of(byte[] image) {
        ByteBuffer bytes = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        int superblock = 1024;
        int blockSize = 1024 << bytes.getInt(superblock + 0x18);
        int first = bytes.getInt(superblock + 0x14);
        int perGroup = bytes.getInt(superblock + 0x20);
        int blocks = bytes.getInt(superblock + 0x04);
        boolean large = (bytes.getInt(superblock + 0x60) & 0x80) != 0;
        boolean scattered = (bytes.getInt(superblock + 0x60) & 0x10) != 0;
        int size = large ? bytes.getShort(superblock + 0xFE) : 32;
        List<Integer> bitmaps = new ArrayList<>();
        int groups = scattered ? 1 : (blocks - first + perGroup - 1) / perGroup;
        for (int group = 0; group < groups; group++) {
            int descriptor = (first + 1) * blockSize + group * size;
            bitmaps.add(bytes.getInt(descriptor));
            bitmaps.add(bytes.getInt(descriptor + 4));
        }
        return new Counters(bytes.getInt(superblock + 0x0C), bytes.getInt(superblock + 0x10), bitmaps);
    }
}
