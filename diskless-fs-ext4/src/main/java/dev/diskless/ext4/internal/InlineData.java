package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.Inode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads content that lies in the inode itself: 60 bytes in place of the block array, the rest in an extended attribute.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/ext4/ifork.html#inline-data">ext4, Inline Data</a>
 */
final class InlineData {

    private final BlockDevice device;
    private final VolumeGeometry geometry;
    private final InodeTable inodes;
    private final AttributeReader attributes;

    InlineData(BlockDevice device, VolumeGeometry geometry, InodeTable inodes, AttributeReader attributes) {
        this.device = device;
        this.geometry = geometry;
        this.inodes = inodes;
        this.attributes = attributes;
    }

    /** Reads bytes of a file or a link, of which there must be so many. */
    void read(long number, Inode inode, long position, ByteBuffer target, int count) throws IOException {
        byte[] content = content(number, inode);
        if (inode.size() > content.length) {
            throw Damage.at(
                    device,
                    inodes.locate(number),
                    "inode " + number + " has no room for its content",
                    "at most " + content.length + " bytes",
                    inode.size());
        }
        target.put(content, (int) position, count);
    }

    /** The block that a directory would fill if it were not kept in the inode; its entries are not checked. */
    byte[] directoryBlock(long number, Inode inode, boolean withTypes) throws IOException {
        byte[] content = content(number, inode);
        byte[] block = new byte[geometry.blockSize()];
        int end = DirectoryBlock.putParent(block, number, content, withTypes);
        int room = block.length - end;
        if (content.length - DirectoryBlock.INLINE_PARENT > room - DirectoryBlock.TAIL) {
            throw Damage.at(
                    device,
                    inodes.locate(number),
                    "too much content in the inode of directory " + number,
                    "at most " + room + " bytes",
                    content.length);
        }
        System.arraycopy(
                content, DirectoryBlock.INLINE_PARENT, block, end, content.length - DirectoryBlock.INLINE_PARENT);
        DirectoryBlock entries = new DirectoryBlock(block);
        int border = end + Inode.BLOCK_ARRAY_SIZE - DirectoryBlock.INLINE_PARENT;
        int last = end + content.length - DirectoryBlock.INLINE_PARENT;
        for (int at = end; at < last; ) {
            int limit = at < border ? border : last;
            int distance = entries.distance(at);
            if (distance < DirectoryBlock.TAIL || distance > limit - at) {
                throw Damage.at(
                        device,
                        inodes.locate(number),
                        "bad length of an entry in the inode of directory " + number,
                        "12.." + (limit - at),
                        distance);
            }
            at += distance;
        }
        entries.putFree(last, block.length - last);
        return block;
    }

    private byte[] content(long number, Inode inode) throws IOException {
        byte[] rest = attributes.inlineData(number, inode);
        byte[] first = Arrays.copyOfRange(inode.bytes(), Inode.BLOCK_ARRAY, Inode.BLOCK_ARRAY + Inode.BLOCK_ARRAY_SIZE);
        if (rest == null || rest.length == 0) {
            return first;
        }
        byte[] all = Arrays.copyOf(first, first.length + rest.length);
        System.arraycopy(rest, 0, all, first.length, rest.length);
        return all;
    }
}
