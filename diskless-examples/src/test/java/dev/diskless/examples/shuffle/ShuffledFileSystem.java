package dev.diskless.examples.shuffle;

import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;

/** The file system of the host, but for the order of its directory listings, which follows from a seed. */
public final class ShuffledFileSystem extends FileSystem {

    private final FileSystem host = FileSystems.getDefault();
    private final ShuffledProvider provider;

    private ShuffledFileSystem(long seed) {
        provider = new ShuffledProvider(this, seed);
    }

    /** A path of the host, whose directories list in the order of a seed. */
    public static Path view(Path path, long seed) {
        return new ShuffledPath(new ShuffledFileSystem(seed), path);
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return host.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(
                new ShuffledPath(this, host.getRootDirectories().iterator().next()));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return host.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return host.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
        return new ShuffledPath(this, host.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        PathMatcher matcher = host.getPathMatcher(syntaxAndPattern);
        return path -> matcher.matches(ShuffledPath.unwrap(path));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return host.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException();
    }
}
