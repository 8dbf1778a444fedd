package dev.diskless.ext4.internal.nio;

import dev.diskless.ext4.internal.Volume;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The files of a file system that channels are open on, by inode. */
final class OpenFiles {

    private record Entry(OpenFile file, int channels) {}

    private final Ext4FileSystem fileSystem;
    private final Map<Long, Entry> files = new ConcurrentHashMap<>();
    private final Set<OpenFile> pending = ConcurrentHashMap.newKeySet();

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
        return files.merge(
                        inode,
                        new Entry(new OpenFile(fileSystem, inode), 1),
                        (entry, fresh) -> new Entry(entry.file(), entry.channels() + 1))
                .file();
    }

    /** Undoes one {@link #enter}, under the same conditions. */
    void leave(Volume volume, OpenFile file) throws IOException {
        Entry left = files.computeIfPresent(
                file.inode(),
                (inode, entry) -> entry.channels() == 1 ? null : new Entry(entry.file(), entry.channels() - 1));
        if (left == null && !fileSystem.isReadOnly()) {
            volume.release(file.inode());
        }
    }

    void markPending(OpenFile file) {
        pending.add(file);
    }

    void clearPending(OpenFile file) {
        pending.remove(file);
    }

    /** Lets everybody see what was written to channels. */
    void flush() throws IOException {
        for (OpenFile file : pending) {
            file.flush(null);
        }
    }
}
