package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.Mode;
import java.io.IOException;

/**
 * A directory that was being moved to another one when the power failed. It says already that it lies in the new one: if
 * that has a name for it, this is the one that counts, else the old one. Only one directory is moved at a time.
 */
final class InterruptedMove {

    private static final int MAX_ANCESTORS = 1 << 16;

    private final ReadableVolume volume;
    private final boolean interrupted;
    private long moved;

    /** For a volume; one that was closed properly has no such directory. */
    InterruptedMove(ReadableVolume volume, boolean interrupted) {
        this.volume = volume;
        this.interrupted = interrupted;
    }

    /** Whether a name of a directory does not count, because the other one does. */
    boolean isStray(long directory, DirectoryName entry) throws IOException {
        int type = Mode.entryType(Mode.DIRECTORY);
        if (!interrupted || entry.type() != type && entry.type() != 0) {
            return false;
        }
        Inode child = volume.inodes.read(entry.inode());
        if (!child.is(Mode.DIRECTORY)) {
            return false;
        }
        long parent = parent(entry.inode());
        return parent != directory && names(parent, entry.inode());
    }

    /** Whether a directory that says that it lies in another one is still where it was. */
    synchronized boolean isStill(long directory, long child, long parent) throws IOException {
        if (!interrupted || moved != 0 && moved != child || names(parent, child)) {
            return false;
        }
        // It must not lie in itself, or a walk would have no end.
        long at = directory;
        for (int level = 0; at != Volume.ROOT; level++) {
            if (at == child || level == MAX_ANCESTORS) {
                return false;
            }
            at = parent(at);
        }
        moved = child;
        return true;
    }

    private long parent(long directory) throws IOException {
        return volume.directories.parent(directory, volume.directories.open(directory));
    }

    private boolean names(long directory, long child) throws IOException {
        if (!volume.inodes.read(directory).is(Mode.DIRECTORY)) {
            return false;
        }
        for (DirectoryName candidate : volume.entries(directory)) {
            if (candidate.inode() == child) {
                return true;
            }
        }
        return false;
    }
}
