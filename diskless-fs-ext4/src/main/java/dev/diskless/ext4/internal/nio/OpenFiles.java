package dev.diskless.ext4.internal.nio;

import dev.diskless.ext4.internal.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The files of a file system that channels are open on, by inode. */
final class OpenFiles {

    private final Ext4FileSystem fileSystem;
    private final Map<Long, OpenFile> files = new ConcurrentHashMap<>();
    // By inode, so that they reach the volume in the same order each time.
    private final Map<Long, OpenFile> pending = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable ByteBuffer> spare = new AtomicReference<>();

    OpenFiles(Ext4FileSystem fileSystem) {
        this.fileSystem = fileSystem;
    }

    /**
     * The file of an inode, for one channel more. Called from inside work on the volume; work that changes something
     * unless the file system is read-only.
     */
    OpenFile enter(Volume volume, long inode) throws IOException {
        if (!fileSystem.isReadOnly() && !files.containsKey(inode)) {
            volume.hold(inode);
        }
        return files.compute(inode, (number, file) -> {
            OpenFile entered = file == null ? new OpenFile(fileSystem, inode) : file;
            entered.channels++;
            return entered;
        });
    }

    /** Undoes one {@link #enter}, under the same conditions. */
    void leave(Volume volume, OpenFile file) throws IOException {
        OpenFile left = files.computeIfPresent(file.inode(), (inode, open) -> --open.channels == 0 ? null : open);
        if (left == null && !fileSystem.isReadOnly()) {
            volume.release(file.inode());
        }
    }

    void markPending(OpenFile file) {
        pending.put(file.inode(), file);
    }

    void clearPending(OpenFile file) {
        pending.remove(file.inode());
    }

    /** An empty buffer that another file does not need any more; null if there is none. */
    @Nullable
    ByteBuffer takeSpare() {
        return spare.getAndSet(null);
    }

    /** Keeps a buffer for the next file. */
    void giveSpare(ByteBuffer buffer) {
        spare.set(buffer.clear());
    }

    /** Lets everybody see what was written to channels. */
    void flush() throws IOException {
        for (OpenFile file : pending.values()) {
            file.flush(null);
        }
    }
}
