package dev.diskless.ext4.internal.nio;

import dev.diskless.ext4.internal.Volume;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;

/** Takes away names: that of a file or a symbolic link, or that of an empty directory. */
final class ObjectRemoval {

    private ObjectRemoval() {}

    static void remove(Ext4Path path) throws IOException {
        path.getFileSystem().changing(path, volume -> {
            remove(volume, PathWalk.to(volume, path, false), path);
            return path;
        });
    }

    /** Removes what a walk, which did not follow a link at the end, has found. */
    static void remove(Volume volume, PathWalk walk, Ext4Path path) throws IOException {
        boolean directory = UnixMode.isDirectory(walk.found().mode());
        if (!walk.endsInName()) {
            // It holds itself, the place from which it was reached, or everything.
            throw walk.endsInUp()
                    ? new DirectoryNotEmptyException(path.toString())
                    : new FileSystemException(path.toString(), null, "a dot and the root cannot be removed");
        }
        if (directory) {
            volume.removeDirectory(walk.directory(), walk.name());
        } else {
            volume.unlink(walk.directory(), walk.name());
        }
    }
}
