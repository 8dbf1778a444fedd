package dev.diskless.ext4.internal.check;

import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Mode;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Inodes that hold nothing but the value of an extended attribute. */
final class ValueInodeCheck {

    private static final int MAX_VALUE = 65536;

    private final Examined volume;
    private final Layout layout;

    ValueInodeCheck(Examined volume) {
        this.volume = volume;
        this.layout = volume.layout;
    }

    /** The inode that an attribute says to hold its value; null if it cannot. */
    @Nullable
    Inode holder(long number, long size) throws IOException {
        if (!layout.features().hasIncompatible(Features.EA_INODE)
                || number < layout.firstInode()
                || number > layout.inodes()) {
            return null;
        }
        Inode inode = volume.inode(number);
        boolean right = inode != null
                && inode.links() > 0
                && inode.is(Mode.REGULAR)
                && inode.hasFlag(Inode.FLAG_EA_INODE)
                && inode.size() == size
                && size <= MAX_VALUE;
        return right ? inode : null;
    }

    /** Compares the value with the checksum that such an inode has in place of a time. */
    void check(long number, Inode inode) throws IOException {
        if (!layout.features().hasIncompatible(Features.EA_INODE) || inode.size() < 0 || inode.size() > MAX_VALUE) {
            volume.findings.inode(Problem.INODE_FLAGS, number, "an inode of " + inode.size() + " bytes for a value");
            return;
        }
        byte[] value = value(number, inode);
        if (layout.seed().checksum(value, 0, value.length) != inode.valueChecksum()) {
            volume.findings.inode(Problem.ATTRIBUTE_CHECKSUM, number, "wrong checksum of the value of an attribute");
        }
    }

    /** The four bytes that stand for a value in the hash of its entry. */
    static byte[] sum(Inode holder) {
        byte[] sum = new byte[4];
        LittleEndian.put32(sum, 0, holder.valueChecksum());
        return sum;
    }

    /** What such an inode holds; at most 64 KiB. */
    byte[] value(long number, Inode inode) throws IOException {
        int blockSize = layout.blockSize();
        byte[] value = new byte[(int) inode.size()];
        byte[] block = new byte[blockSize];
        new Mapping(volume, number, inode, false, (logical, physical, length, unwritten) -> {
                    long count = Math.min(length, (value.length + blockSize - 1L) / blockSize - logical);
                    for (long i = 0; i < count && !unwritten; i++) {
                        Arrays.fill(block, (byte) 0);
                        volume.source.read(physical + i, block);
                        int at = (int) (logical + i) * blockSize;
                        System.arraycopy(block, 0, value, at, Math.min(blockSize, value.length - at));
                    }
                })
                .walk();
        return value;
    }
}
