package dev.diskless.examples.shuffle;

import dev.diskless.contract.storage.ForwardingFileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.spi.FileSystemProvider;

/** The file system of the host, but for the order of its directory listings, which follows from a seed. */
public final class ShuffledFileSystem extends ForwardingFileSystem {

    private final ShuffledProvider provider;

    private ShuffledFileSystem(long seed) {
        super(FileSystems.getDefault());
        provider = new ShuffledProvider(this, seed);
    }

    /** A path of the host, whose directories list in the order of a seed. */
    public static Path view(Path path, long seed) {
        return new ShuffledFileSystem(seed).view(path);
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }
}
