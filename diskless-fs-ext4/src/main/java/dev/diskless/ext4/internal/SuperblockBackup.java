package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Superblock;
import java.util.Arrays;

/** The copies of the superblock at the start of some groups. */
final class SuperblockBackup {

    private static final int MAX_GROUP_NUMBER = 0xFFFF;

    private SuperblockBackup() {}

    /** A block with a copy of the superblock: its state is that of a volume in use. */
    static byte[] block(Superblock superblock, int group, int blockSize) {
        Superblock copy = new Superblock(superblock.bytes().clone());
        LittleEndian.put16(copy.bytes(), Superblock.STATE, 0);
        LittleEndian.put16(copy.bytes(), Superblock.GROUP_NUMBER, Math.min(group, MAX_GROUP_NUMBER));
        copy.sealIfSummed();
        return Arrays.copyOf(copy.bytes(), blockSize);
    }
}
