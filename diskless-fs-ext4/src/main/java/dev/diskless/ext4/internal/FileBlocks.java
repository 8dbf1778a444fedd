package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.fault.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Finds the blocks of a file, whichever way its inode leads to them. */
final class FileBlocks {

    private final BlockDevice device;
    private final VolumeGeometry geometry;
    private final InodeTable inodes;
    private final ExtentReader extents;
    private final IndirectReader maps;

    /** A way to read blocks. */
    interface Blocks {
        /** Fills the remaining room of a buffer with what is at a position of the device. */
        void read(long position, ByteBuffer target) throws IOException;
    }

    FileBlocks(BlockDevice device, VolumeGeometry geometry, MetadataCache cache, InodeTable inodes) {
        this.device = device;
        this.geometry = geometry;
        this.inodes = inodes;
        this.extents = new ExtentReader(device, geometry, cache, inodes);
        this.maps = new IndirectReader(device, geometry, cache, inodes);
    }

    /** The reader of extent trees. */
    ExtentReader extents() {
        return extents;
    }

    /** What is at a logical block, and for how many blocks from there on. */
    Run find(long number, Inode inode, long logical) throws IOException {
        if (inode.hasFlag(Inode.FLAG_ENCRYPTED)) {
            throw refuse(number, "encrypt");
        }
        if (inode.hasFlag(Inode.FLAG_INLINE_DATA)) {
            throw Damage.at(device, inodes.locate(number), "inode " + number + " has no blocks", "blocks", "content");
        }
        return inode.hasFlag(Inode.FLAG_EXTENTS)
                ? extents.find(number, inode, logical)
                : maps.find(number, inode, logical);
    }

    /** Reads bytes of a file, of which there must be so many; holes read as zeros. */
    void read(long number, Inode inode, long position, ByteBuffer target, int count) throws IOException {
        read(number, inode, position, target, count, device::read);
    }

    /** Reads the same, from the device as somebody else reads it. */
    void read(long number, Inode inode, long position, ByteBuffer target, int count, Blocks blocks) throws IOException {
        int limit = target.limit();
        int left = count;
        long at = position;
        while (left > 0) {
            long into = at % geometry.blockSize();
            Run run = find(number, inode, at / geometry.blockSize());
            int part = (int) Math.min(left, run.length() * geometry.blockSize() - into);
            target.limit(target.position() + part);
            if (run.hasContent()) {
                blocks.read(geometry.position(run.physical()) + into, target);
            } else {
                target.put(new byte[part]);
            }
            target.limit(limit);
            at += part;
            left -= part;
        }
    }

    /** The greatest size of a file in bytes. */
    long mostBytes(Inode inode) {
        long blocks =
                inode.hasFlag(Inode.FLAG_EXTENTS) ? ExtentReader.LOGICAL_END : IndirectReader.end(geometry.blockSize());
        return blocks * geometry.blockSize();
    }

    private UnsupportedFeatureException refuse(long number, String feature) throws IOException {
        return new UnsupportedFeatureException(
                UnsupportedFeatureException.detail("inode " + number + " uses " + feature)
                        .at(device, inodes.locate(number))
                        .found(feature));
    }
}
