package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.Inode;
import java.io.IOException;

/**
 * The blocks of a directory of a volume. One that a power cut would find is copied before it is changed; the copy counts
 * as soon as the inode does, which the caller stores. Not thread-safe.
 */
class DirectoryFile implements DirectoryBlocks {

    private final VolumeGeometry geometry;
    private final MetadataCache cache;
    private final BlockAllocator allocator;
    private final ExtentWriter extents;
    private final DirectoryReader reader;
    private final long number;
    private final Inode inode;

    DirectoryFile(
            VolumeGeometry geometry,
            MetadataCache cache,
            BlockAllocator allocator,
            ExtentWriter extents,
            DirectoryReader reader,
            long number,
            Inode inode) {
        this.geometry = geometry;
        this.cache = cache;
        this.allocator = allocator;
        this.extents = extents;
        this.reader = reader;
        this.number = number;
        this.inode = inode;
    }

    @Override
    public int count() {
        return (int) (inode.size() / geometry.blockSize());
    }

    @Override
    public byte[] read(int logical) throws IOException {
        return reader.read(number, inode, logical).bytes();
    }

    @Override
    public byte[] change(int logical) throws IOException {
        long block = reader.locate(number, inode, logical);
        if (allocator.isFresh(block)) {
            return cache.change(block);
        }
        byte[] old = cache.get(block);
        long copy = allocator.allocateMetadata(goal(logical, block));
        byte[] bytes = cache.create(copy);
        System.arraycopy(old, 0, bytes, 0, bytes.length);
        extents.remove(number, inode, logical, logical + 1L);
        extents.add(number, inode, logical, new Run(copy, 1));
        return bytes;
    }

    @Override
    public byte[] append() throws IOException {
        int logical = count();
        long block = allocate(logical);
        extents.add(number, inode, logical, new Run(block, 1));
        inode.setSize(inode.size() + geometry.blockSize());
        return cache.create(block);
    }

    /** Takes a block for a new end of the directory. */
    long allocate(int logical) throws IOException {
        return allocator.allocateMetadata(goal(logical, 0));
    }

    /** Behind the block before, so that what was copied comes back to where its neighbours are. */
    private long goal(int logical, long otherwise) throws IOException {
        return logical == 0 ? otherwise : reader.locate(number, inode, logical - 1) + 1;
    }
}
