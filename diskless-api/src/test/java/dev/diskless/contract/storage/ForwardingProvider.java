package dev.diskless.contract.storage;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Hands everything to the provider of the host. */
public abstract class ForwardingProvider extends FileSystemProvider {

    private final ForwardingFileSystem system;

    /** The provider of a file system. */
    protected ForwardingProvider(ForwardingFileSystem system) {
        this.system = system;
    }

    /** Hears of an operation before the host does; failing keeps it from the host. The path is the host's. */
    protected void before(HostOperation operation, Path path) throws IOException {}

    /** The path of the host that is behind one of these. */
    protected static Path unwrap(Path path) {
        return ForwardingPath.unwrap(path);
    }

    private FileSystemProvider host(HostOperation operation, Path path) throws IOException {
        before(operation, unwrap(path));
        return unwrap(path).getFileSystem().provider();
    }

    /** Arranges what a directory holds. */
    protected List<Path> listed(List<Path> children) {
        return children;
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path directory, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        before(HostOperation.LIST, unwrap(directory));
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(unwrap(directory))) {
            for (Path child : stream) {
                Path wrapped = system.view(child);
                if (filter.accept(wrapped)) {
                    children.add(wrapped);
                }
            }
        }
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return listed(children).iterator();
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return system;
    }

    @Override
    public Path getPath(URI uri) {
        return system.view(Path.of(uri));
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        boolean makes = options.contains(StandardOpenOption.CREATE_NEW)
                || (options.contains(StandardOpenOption.CREATE) && !Files.exists(unwrap(path)));
        return host(makes ? HostOperation.MAKE : HostOperation.OPEN, path)
                .newFileChannel(unwrap(path), options, attributes);
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
        host(HostOperation.MAKE, directory).createDirectory(unwrap(directory), attributes);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        host(HostOperation.LINK, link).createLink(unwrap(link), unwrap(existing));
    }

    @Override
    public void delete(Path path) throws IOException {
        host(HostOperation.DELETE, path).delete(unwrap(path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        host(HostOperation.COPY, target).copy(unwrap(source), unwrap(target), options);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        host(HostOperation.RENAME, target).move(unwrap(source), unwrap(target), options);
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        return host(HostOperation.STATUS, path).isSameFile(unwrap(path), unwrap(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return host(HostOperation.STATUS, path).isHidden(unwrap(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return host(HostOperation.STATUS, path).getFileStore(unwrap(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        host(HostOperation.STATUS, path).checkAccess(unwrap(path), modes);
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        return system.view(host(HostOperation.READ, link).readSymbolicLink(unwrap(link)));
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        return Files.getFileAttributeView(unwrap(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return host(HostOperation.STATUS, path).readAttributes(unwrap(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) throws IOException {
        return host(HostOperation.STATUS, path).readAttributes(unwrap(path), names, options);
    }

    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options) throws IOException {
        host(HostOperation.SET, path).setAttribute(unwrap(path), name, value, options);
    }
}
