package dev.diskless.ext4.internal.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;

/** The layer alone, over a volume in memory. */
class ModelChangeTest extends ChangeBehaviour {

    private final ModelVolume volume = new ModelVolume();
    private Ext4FileSystem fileSystem;

    @Override
    Path root() throws IOException {
        if (fileSystem == null) {
            fileSystem = Ext4FileSystemProvider.over(volume, null);
        }
        return fileSystem.getPath("/");
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        int named = TreeNames.inodes(root());
        fileSystem.close();
        assertEquals(named, volume.inodes());
    }
}
