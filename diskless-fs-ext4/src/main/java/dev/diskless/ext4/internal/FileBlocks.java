package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.fault.UnsupportedFeatureException;
import java.io.IOException;

/** Finds the blocks of a file, whichever way its inode leads to them. */
final class FileBlocks {

    private final BlockDevice device;
    private final VolumeGeometry geometry;
    private final InodeTable inodes;
    private final ExtentReader extents;
    private final IndirectReader maps;

    FileBlocks(BlockDevice device, VolumeGeometry geometry, MetadataCache cache, InodeTable inodes) {
        this.device = device;
        this.geometry = geometry;
        this.inodes = inodes;
        this.extents = new ExtentReader(device, geometry, cache, inodes);
        this.maps = new IndirectReader(device, geometry, cache, inodes);
    }

    /** What is at a logical block, and for how many blocks from there on. */
    Run find(long number, Inode inode, long logical) throws IOException {
        if (inode.hasFlag(Inode.FLAG_ENCRYPTED)) {
            throw refuse(number, "encrypt");
        }
        if (inode.hasFlag(Inode.FLAG_INLINE_DATA)) {
            throw refuse(number, "inline_data");
        }
        return inode.hasFlag(Inode.FLAG_EXTENTS)
                ? extents.find(number, inode, logical)
                : maps.find(number, inode, logical);
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
