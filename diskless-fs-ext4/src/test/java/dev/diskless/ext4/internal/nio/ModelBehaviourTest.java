package dev.diskless.ext4.internal.nio;

import java.io.IOException;
import java.nio.file.Path;

/** The layer alone, over a volume in memory. */
class ModelBehaviourTest extends FileSystemBehaviour {

    private Ext4FileSystem fileSystem;

    @Override
    Path root() throws IOException {
        if (fileSystem == null) {
            fileSystem = Ext4FileSystemProvider.over(new ModelVolume(), null);
        }
        return fileSystem.getPath("/");
    }

    @Override
    Path reopened() throws IOException {
        return root();
    }
}
