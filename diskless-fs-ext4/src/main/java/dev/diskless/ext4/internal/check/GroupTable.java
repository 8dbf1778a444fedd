package dev.diskless.ext4.internal.check;

import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.ext4.internal.disk.LittleEndian;

/** All group descriptors, with both halves of their numbers. */
final class GroupTable {

    private final byte[] bytes;
    private final int size;

    /** Takes the table as it lies on the volume, block behind block. */
    GroupTable(byte[] bytes, int size) {
        this.bytes = bytes;
        this.size = size;
    }

    GroupDescriptor descriptor(int group) {
        return new GroupDescriptor(bytes, group * size, size);
    }

    long blockBitmap(int group) {
        return wide(group, 0x00, 0x20);
    }

    long inodeBitmap(int group) {
        return wide(group, 0x04, 0x24);
    }

    long inodeTable(int group) {
        return wide(group, 0x08, 0x28);
    }

    int freeBlocks(int group) {
        return narrow(group, 0x0C, 0x2C);
    }

    int freeInodes(int group) {
        return narrow(group, 0x0E, 0x2E);
    }

    int directories(int group) {
        return narrow(group, 0x10, 0x30);
    }

    int unusedInodes(int group) {
        return narrow(group, 0x1C, 0x32);
    }

    boolean hasFlag(int group, int flag) {
        return descriptor(group).hasFlag(flag);
    }

    /** Whether a checksum of the block bitmap is the stored one, as far as there is room for it. */
    boolean matchesBlockBitmap(int group, int checksum) {
        return matches(group, 0x18, 0x38, checksum);
    }

    boolean matchesInodeBitmap(int group, int checksum) {
        return matches(group, 0x1A, 0x3A, checksum);
    }

    private boolean matches(int group, int low, int high, int checksum) {
        return size > GroupDescriptor.SMALL
                ? narrow(group, low, high) == checksum
                : LittleEndian.u16(bytes, group * size + low) == (checksum & 0xFFFF);
    }

    private int narrow(int group, int low, int high) {
        int at = group * size;
        int value = LittleEndian.u16(bytes, at + low);
        return size > GroupDescriptor.SMALL ? value | LittleEndian.u16(bytes, at + high) << 16 : value;
    }

    private long wide(int group, int low, int high) {
        int at = group * size;
        long value = LittleEndian.u32(bytes, at + low);
        return size > GroupDescriptor.SMALL ? value | LittleEndian.u32(bytes, at + high) << 32 : value;
    }
}
