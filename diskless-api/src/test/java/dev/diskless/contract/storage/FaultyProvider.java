package dev.diskless.contract.storage;

import static dev.diskless.contract.storage.FaultyPath.unwrap;

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
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Hands everything to the provider of the host, unless it is to fail, and keeps account of what is durable. */
final class FaultyProvider extends FileSystemProvider {

    private final FaultyFileSystem system;

    FaultyProvider(FaultyFileSystem system) {
        this.system = system;
    }

    private FileSystemProvider host(HostOperation operation, Path path) throws IOException {
        system.pass(operation, unwrap(path));
        return unwrap(path).getFileSystem().provider();
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path directory, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        system.pass(HostOperation.LIST, unwrap(directory));
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(unwrap(directory))) {
            for (Path child : stream) {
                Path wrapped = new FaultyPath(system, child);
                if (filter.accept(wrapped)) {
                    children.add(wrapped);
                }
            }
        }
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return children.iterator();
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }

    @Override
    public String getScheme() {
        return "faulty";
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
        return new FaultyPath(system, Path.of(uri));
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Path file = unwrap(path);
        boolean makes = options.contains(StandardOpenOption.CREATE_NEW)
                || (options.contains(StandardOpenOption.CREATE) && !Files.exists(file));
        FileSystemProvider host = host(makes ? HostOperation.MAKE : HostOperation.OPEN, path);
        boolean directory = Files.isDirectory(file);
        Set<OpenOption> others = new HashSet<>(options);
        boolean append = others.remove(StandardOpenOption.APPEND);
        boolean empties =
                options.contains(StandardOpenOption.WRITE) && others.remove(StandardOpenOption.TRUNCATE_EXISTING);
        if (append) {
            others.add(StandardOpenOption.WRITE);
        }
        FileChannel channel = host.newFileChannel(file, others, attributes);
        if (directory) {
            return new FaultyChannel(system, file, channel, null);
        }
        FaultyChannel faulty =
                new FaultyChannel(system, file, channel, system.surviving().opened(file, makes));
        if (empties && channel.size() > 0) {
            faulty.truncate(0);
        }
        return append ? faulty.position(channel.size()) : faulty;
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
        host(HostOperation.MAKE, directory).createDirectory(unwrap(directory), attributes);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        host(HostOperation.LINK, link).createLink(unwrap(link), unwrap(existing));
        system.surviving().linked(unwrap(link), unwrap(existing));
    }

    @Override
    public void delete(Path path) throws IOException {
        host(HostOperation.DELETE, path).delete(unwrap(path));
        system.surviving().deleted(unwrap(path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        host(HostOperation.COPY, target).copy(unwrap(source), unwrap(target), options);
        system.surviving().copied(unwrap(source), unwrap(target));
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        host(HostOperation.RENAME, target).move(unwrap(source), unwrap(target), options);
        system.surviving().renamed(unwrap(source), unwrap(target));
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
        return new FaultyPath(system, host(HostOperation.READ, link).readSymbolicLink(unwrap(link)));
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        V view = Files.getFileAttributeView(unwrap(path), type, options);
        return type == BasicFileAttributeView.class
                ? type.cast(new FaultyTimes(system, unwrap(path), (BasicFileAttributeView) view))
                : view;
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
        if (value instanceof FileTime time && name.endsWith("lastModifiedTime")) {
            system.surviving().timed(unwrap(path), time);
        }
    }
}
