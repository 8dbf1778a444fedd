package dev.diskless.ext4.internal.nio;

import dev.diskless.ext4.internal.InodeStat;
import dev.diskless.ext4.internal.Volume;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Set;

/**
 * Gives an object another name; to another ext4 file system it is copied with its attributes, and then removed. An atomic
 * move replaces what is there, like rename(2).
 */
final class ObjectMove {

    private final Ext4Path source;
    private final Ext4Path target;
    private final boolean atomic;
    private final boolean replace;

    ObjectMove(Ext4Path source, Ext4Path target, Set<CopyOption> options) {
        this.source = source;
        this.target = target;
        this.atomic = options.contains(StandardCopyOption.ATOMIC_MOVE);
        this.replace = atomic || options.contains(StandardCopyOption.REPLACE_EXISTING);
    }

    void run() throws IOException {
        source.getFileSystem().checkWritable();
        target.getFileSystem().checkWritable();
        if (source.getFileSystem() != target.getFileSystem()) {
            toOther();
            return;
        }
        target.getFileSystem().changing(target, volume -> {
            rename(volume);
            return target;
        });
    }

    private void rename(Volume volume) throws IOException {
        PathWalk from = PathWalk.to(volume, source, false);
        InodeStat moved = from.found();
        PathWalk to = PathWalk.to(volume, target, false);
        if (!to.isMissing()) {
            if (to.found().inode() == moved.inode()) {
                return;
            }
            if (!replace) {
                throw new FileAlreadyExistsException(target.toString());
            }
        }
        if (!from.endsInName() || !to.endsInName()) {
            throw failed("a dot and the root cannot be moved");
        }
        boolean directory = UnixMode.isDirectory(moved.mode());
        if (directory && to.passed(moved.inode())) {
            throw failed("a directory cannot be moved into itself");
        }
        if (!to.isMissing() && directory != UnixMode.isDirectory(to.found().mode())) {
            if (atomic) {
                throw failed(directory ? "not a directory" : "is a directory");
            }
            ObjectRemoval.remove(volume, to, target);
        }
        volume.rename(from.directory(), from.name(), to.directory(), to.name(), replace);
    }

    private FileSystemException failed(String reason) {
        return new FileSystemException(source.toString(), target.toString(), reason);
    }

    private void toOther() throws IOException {
        if (atomic) {
            throw new AtomicMoveNotSupportedException(
                    source.toString(), target.toString(), "not in the same file system");
        }
        boolean full = source.getFileSystem().reading(source, volume -> {
            InodeStat stat = PathWalk.to(volume, source, false).found();
            return UnixMode.isDirectory(stat.mode())
                    && !volume.list(stat.inode()).isEmpty();
        });
        if (full) {
            throw new DirectoryNotEmptyException(source.toString());
        }
        Set<CopyOption> options = new HashSet<>(Set.of(StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS));
        if (replace) {
            options.add(StandardCopyOption.REPLACE_EXISTING);
        }
        new ObjectCopy(source, target, options).run();
        try {
            ObjectRemoval.remove(source);
        } catch (IOException e) {
            try {
                ObjectRemoval.remove(target);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }
}
