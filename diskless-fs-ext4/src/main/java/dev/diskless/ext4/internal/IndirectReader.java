package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import java.io.IOException;

/**
 * Finds the blocks of a file in its block map, which ext2 and ext3 use: twelve numbers of blocks in the inode, then one
 * of a block of numbers, one of a block of such blocks, and one of a block of those. Zero is a hole. Such blocks have no
 * checksum.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/ext4/ifork.html#direct-indirect-block-addressing">
 *     ext4, Direct/Indirect Block Addressing</a>
 */
final class IndirectReader {

    private static final int DIRECT = 12;
    private static final int LEVELS = 3;
    private static final int NUMBER = 4;

    private final BlockDevice device;
    private final VolumeGeometry geometry;
    private final MetadataCache cache;
    private final InodeTable inodes;
    private final int perBlock;

    IndirectReader(BlockDevice device, VolumeGeometry geometry, MetadataCache cache, InodeTable inodes) {
        this.device = device;
        this.geometry = geometry;
        this.cache = cache;
        this.inodes = inodes;
        this.perBlock = geometry.blockSize() / NUMBER;
    }

    /** One more than the greatest logical block that a map reaches. */
    static long end(int blockSize) {
        long perBlock = blockSize / NUMBER;
        return Math.min(ExtentReader.LOGICAL_END, DIRECT + perBlock + perBlock * perBlock * (1 + perBlock));
    }

    /** What is at a logical block, and for how many blocks from there on. */
    Run find(long number, Inode inode, long logical) throws IOException {
        if (logical < DIRECT) {
            return run(number, inode.bytes(), Inode.BLOCK_ARRAY, (int) logical, DIRECT);
        }
        long into = logical - DIRECT;
        long span = perBlock;
        for (int level = 1; level <= LEVELS; level++) {
            if (into < span) {
                long top = LittleEndian.u32(inode.bytes(), Inode.BLOCK_ARRAY + NUMBER * (DIRECT + level - 1));
                return descend(number, top, into, span);
            }
            into -= span;
            span *= perBlock;
        }
        return new Run(Run.HOLE, Math.max(1, ExtentReader.LOGICAL_END - logical));
    }

    private Run descend(long number, long top, long offset, long covered) throws IOException {
        long block = top;
        long into = offset;
        long span = covered;
        while (block != 0) {
            check(number, block);
            byte[] numbers = cache.get(block);
            span /= perBlock;
            if (span == 1) {
                return run(number, numbers, 0, (int) into, perBlock);
            }
            block = LittleEndian.u32(numbers, (int) (into / span) * NUMBER);
            into %= span;
        }
        return new Run(Run.HOLE, span - into);
    }

    /** Neighbours in one list of numbers that are neighbours on the volume, too, or that all are missing. */
    private Run run(long number, byte[] numbers, int at, int index, int count) throws IOException {
        long first = LittleEndian.u32(numbers, at + index * NUMBER);
        int length = 1;
        while (index + length < count
                && LittleEndian.u32(numbers, at + (index + length) * NUMBER) == (first == 0 ? 0 : first + length)) {
            length++;
        }
        if (first == 0) {
            return new Run(Run.HOLE, length);
        }
        check(number, first + length - 1);
        check(number, first);
        return new Run(first, length);
    }

    private void check(long number, long block) throws IOException {
        if (!geometry.holds(block, 1)) {
            throw Damage.at(
                    device,
                    inodes.locate(number) + Inode.BLOCK_ARRAY,
                    "the block map of inode " + number + " leads outside the volume",
                    "a block below " + geometry.blocks(),
                    block);
        }
    }
}
