package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.medium.WritingOptions;
import java.io.IOException;
import java.nio.file.ReadOnlyFileSystemException;

final class Recovery {
    private Recovery() {}

    static void run(WatchedDevice device, Superblock superblock, VolumeGeometry geometry, WritingOptions options)
            throws IOException {
        throw new ReadOnlyFileSystemException();
    }
}
