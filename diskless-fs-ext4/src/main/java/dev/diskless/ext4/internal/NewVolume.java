package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.Mode;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a file system that is being made: nothing of it is found after a power cut before it is complete, so that
 * all is written in place. Not thread-safe.
 */
final class NewVolume implements Changes {

    private final WatchedDevice device;
    private final NewFileSystem target;
    private final VolumeGeometry geometry;
    private final MetadataCache cache;
    private final InodeTable inodes;
    private final ContentWriter content;
    private final Progression progression;
    private final Instant time;
    private final Map<Long, Inode> nameless = new HashMap<>();

    NewVolume(
            WatchedDevice device,
            NewFileSystem target,
            VolumeGeometry geometry,
            MetadataCache cache,
            InodeTable inodes,
            ContentWriter content,
            Instant time) {
        this.device = device;
        this.target = target;
        this.geometry = geometry;
        this.cache = cache;
        this.inodes = inodes;
        this.content = content;
        this.time = time;
        this.progression = new Progression(device, target.blocks(), target.inodes());
    }

    @Override
    public BlockAllocator blocks() {
        return target.blocks();
    }

    @Override
    public InodeAllocator inodes() {
        return target.inodes();
    }

    @Override
    public Instant now() {
        return time;
    }

    @Override
    public boolean stampsDirectories() {
        return false;
    }

    @Override
    public void start() {
        progression.start();
    }

    @Override
    public void abandon(Exception cause) {
        progression.abandon(cause);
    }

    @Override
    public void begin(long needed) throws IOException {
        device.requireUnharmed();
        progression.requireWhole();
        cache.trim();
        target.blocks().require(needed);
        progression.start();
    }

    @Override
    public void put(long number, Inode inode) throws IOException {
        progression.put();
        inodes.write(number, inode);
        if (inode.links() == 0) {
            nameless.put(number, inode.copy());
        }
    }

    @Override
    public @Nullable Inode pending(long number) {
        return nameless.isEmpty() ? null : nameless.get(number);
    }

    @Override
    public int linksOnDevice(long number) {
        return 0;
    }

    @Override
    public void drop(long number, Inode inode) throws IOException {
        progression.put();
        nameless.remove(number);
        inodes.write(number, inode);
        target.inodes().release(number, inode.is(Mode.DIRECTORY));
    }

    @Override
    public void unshare(long block, byte @Nullable [] bytes) throws IOException {
        if (bytes != null) {
            System.arraycopy(bytes, 0, cache.change(block), 0, bytes.length);
        }
    }

    @Override
    public byte @Nullable [] unshared(long block) {
        return null;
    }

    @Override
    public void require(int compatible, int readOnlyCompatible) {}

    @Override
    public void count() {
        target.count();
    }

    @Override
    public void commit() throws IOException {
        content.flush();
    }

    @Override
    public void complete() throws IOException {
        device.requireUnharmed();
        progression.requireWhole();
        content.flush();
        target.complete(device, cache, geometry.seed());
    }
}
