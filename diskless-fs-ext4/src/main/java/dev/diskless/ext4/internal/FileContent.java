package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.Inode;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Changes the content of files: maps what is missing, then writes. Bytes that are there already are written over in place;
 * blocks that were allocated without content are replaced. Not thread-safe.
 */
final class FileContent {

    private final VolumeGeometry geometry;
    private final FileBlocks reader;
    private final ExtentWriter extents;
    private final BlockAllocator allocator;
    private final ContentWriter content;
    private final MetadataCache cache;

    FileContent(
            VolumeGeometry geometry,
            FileBlocks reader,
            ExtentWriter extents,
            BlockAllocator allocator,
            ContentWriter content,
            MetadataCache cache) {
        this.geometry = geometry;
        this.reader = reader;
        this.extents = extents;
        this.allocator = allocator;
        this.content = content;
        this.cache = cache;
    }

    /** How many blocks of a range of bytes are holes. */
    long missing(long number, Inode inode, long from, long to) throws IOException {
        long missing = 0;
        long end = blocksFor(to);
        for (long logical = from / geometry.blockSize(); logical < end; ) {
            Run run = reader.find(number, inode, logical);
            long length = Math.min(run.length(), end - logical);
            if (!run.hasContent()) {
                missing += length;
            }
            logical += length;
        }
        return missing;
    }

    /** Writes all remaining bytes; the size of the inode follows what was written. */
    void write(long number, Inode inode, long position, ByteBuffer source) throws IOException {
        int limit = source.limit();
        long at = position;
        while (source.hasRemaining()) {
            int into = (int) (at % geometry.blockSize());
            long logical = at / geometry.blockSize();
            Run run = reader.find(number, inode, logical);
            boolean fresh = !run.hasContent();
            if (fresh) {
                long needed = blocksFor(at + source.remaining()) - logical;
                run = map(number, inode, logical, run, needed);
            }
            long start = geometry.position(run.physical());
            int part = (int) Math.min(source.remaining(), run.length() * geometry.blockSize() - into);
            if (fresh) {
                content.pad(start, into);
            } else {
                allocator.requireContent(
                        run.physical(), (into + part + geometry.blockSize() - 1) / geometry.blockSize());
            }
            source.limit(source.position() + part);
            content.write(start + into, source);
            source.limit(limit);
            at += part;
            if (fresh) {
                content.pad(start + into + part, (int) (-at & geometry.blockSize() - 1));
            }
            inode.setSize(Math.max(inode.size(), at));
            cache.trim();
        }
    }

    /** Allocates the holes of a range of bytes as zeros; the size of the inode follows. */
    void zero(long number, Inode inode, long from, long to) throws IOException {
        long end = blocksFor(to);
        for (long logical = from / geometry.blockSize(); logical < end; ) {
            Run run = reader.find(number, inode, logical);
            long length = Math.min(run.length(), end - logical);
            if (!run.hasContent()) {
                run = map(number, inode, logical, run, length);
                content.zero(geometry.position(run.physical()), geometry.position(run.length()));
                length = run.length();
            }
            logical += length;
            inode.setSize(Math.max(inode.size(), Math.min(to, logical * geometry.blockSize())));
            cache.trim();
        }
    }

    /** Makes a file shorter. The block that the new end lies in is replaced, so that a power cut finds it old or new. */
    void cut(long number, Inode inode, long size) throws IOException {
        int kept = (int) (size % geometry.blockSize());
        long last = size / geometry.blockSize();
        if (kept > 0) {
            Run run = reader.find(number, inode, last);
            if (run.hasContent()) {
                ByteBuffer block = ByteBuffer.allocate(geometry.blockSize());
                content.flush();
                reader.read(number, inode, last * geometry.blockSize(), block.limit(kept), kept);
                block.clear();
                if (!allocator.isFresh(run.physical())) {
                    extents.remove(number, inode, last, last + 1);
                    run = map(number, inode, last, new Run(Run.HOLE, 1), 1);
                }
                content.write(geometry.position(run.physical()), block);
            }
        }
        content.flush();
        if (size == 0) {
            extents.clear(number, inode);
        } else {
            extents.remove(number, inode, blocksFor(size), ExtentReader.LOGICAL_END);
        }
        inode.setSize(size);
    }

    /** Makes what lies behind the end of a file, in its last block, read as zeros. */
    void clearTail(long number, Inode inode) throws IOException {
        int used = (int) (inode.size() % geometry.blockSize());
        if (used > 0) {
            Run run = reader.find(number, inode, inode.size() / geometry.blockSize());
            if (run.hasContent()) {
                content.pad(geometry.position(run.physical()) + used, geometry.blockSize() - used);
            }
        }
    }

    /** Allocates at most what was found, which has no content. */
    private Run map(long number, Inode inode, long logical, Run found, long most) throws IOException {
        long wanted = Math.min(found.length(), most);
        if (found.physical() == Run.UNWRITTEN) {
            extents.remove(number, inode, logical, logical + wanted);
        }
        Run run = allocator.allocate(goal(number, inode, logical), wanted);
        extents.add(number, inode, logical, run);
        return run;
    }

    /** Behind the block before, if that is there. */
    private long goal(long number, Inode inode, long logical) throws IOException {
        if (logical == 0) {
            return 0;
        }
        Run before = reader.find(number, inode, logical - 1);
        return before.hasContent() ? before.physical() + 1 : 0;
    }

    private long blocksFor(long bytes) {
        return (bytes + geometry.blockSize() - 1) / geometry.blockSize();
    }
}
