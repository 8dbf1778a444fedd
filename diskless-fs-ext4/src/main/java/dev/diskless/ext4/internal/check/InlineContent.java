package dev.diskless.ext4.internal.check;

import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import java.util.Arrays;

/**
 * Content that lies in the inode itself: 60 bytes in place of the block array, the rest in the attribute {@code
 * system.data}.
 *
 * @param bytes both parts, one behind the other
 * @param hasRest whether there is the attribute, which there must be even if it is empty
 */
record InlineContent(byte[] bytes, boolean hasRest) {

    private static final int MAGIC = 0xEA020000;
    private static final int ENTRY = 16;
    private static final int SYSTEM = 7;
    private static final byte[] NAME = {'d', 'a', 't', 'a'};

    /** As much of it as can be found. */
    static InlineContent of(Inode inode) {
        byte[] bytes = inode.bytes();
        byte[] first = Arrays.copyOfRange(bytes, Inode.BLOCK_ARRAY, Inode.BLOCK_ARRAY + Inode.BLOCK_ARRAY_SIZE);
        int start = Inode.BASE_SIZE + inode.extraSize();
        if (inode.extraSize() < 4
                || !inode.hasValidExtraSize()
                || start + 8 > bytes.length
                || LittleEndian.i32(bytes, start) != MAGIC) {
            return new InlineContent(first, false);
        }
        int base = start + 4;
        int at = base;
        while (at + ENTRY + NAME.length <= bytes.length && LittleEndian.i32(bytes, at) != 0) {
            int length = LittleEndian.u8(bytes, at);
            if (LittleEndian.u8(bytes, at + 1) == SYSTEM
                    && length == NAME.length
                    && Arrays.equals(bytes, at + ENTRY, at + ENTRY + length, NAME, 0, length)) {
                return with(first, bytes, base + LittleEndian.u16(bytes, at + 2), LittleEndian.u32(bytes, at + 8));
            }
            at += ENTRY + length + 3 & ~3;
        }
        return new InlineContent(first, false);
    }

    private static InlineContent with(byte[] first, byte[] bytes, int from, long size) {
        if (size == 0 || size > bytes.length - from) {
            return new InlineContent(first, size == 0);
        }
        byte[] all = Arrays.copyOf(first, first.length + (int) size);
        System.arraycopy(bytes, from, all, first.length, (int) size);
        return new InlineContent(all, true);
    }
}
