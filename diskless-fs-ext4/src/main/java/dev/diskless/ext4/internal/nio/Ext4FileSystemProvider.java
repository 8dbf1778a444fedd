package dev.diskless.ext4.internal.nio;

import com.google.auto.service.AutoService;
import dev.diskless.device.ImageFile;
import dev.diskless.ext4.internal.DirectoryName;
import dev.diskless.ext4.internal.InodeStat;
import dev.diskless.ext4.internal.Volume;
import dev.diskless.ext4.internal.Volumes;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The requests of {@link Files} on ext4 file systems. Keeps no list of those that are open, so a path
 * cannot be had from its URI alone.
 */
@AutoService(FileSystemProvider.class)
public final class Ext4FileSystemProvider extends FileSystemProvider {

    static final String SCHEME = "ext4";

    // One for all, so that the JDK sees that two of our file systems understand each other when it copies.
    private static final Ext4FileSystemProvider SHARED = new Ext4FileSystemProvider();

    /** Makes a provider; it keeps no state. */
    public Ext4FileSystemProvider() {}

    /**
     * A file system over a volume.
     *
     * @param volume closed with the file system
     * @param owned closed after the volume, or null
     */
    public static Ext4FileSystem over(Volume volume, @Nullable Closeable owned) throws IOException {
        return new Ext4FileSystem(SHARED, volume, owned);
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
        throw new UnsupportedOperationException("an ext4 image is opened by its path");
    }

    /**
     * Opens the file system that fills a file for reading.
     *
     * @throws UnsupportedOperationException if the file does not hold one, so that other providers are asked
     */
    @Override
    public FileSystem newFileSystem(Path path, Map<String, ?> env) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new UnsupportedOperationException("no regular file: " + path);
        }
        ImageFile device = ImageFile.openReadOnly(path);
        try {
            if (Volumes.probe(device).isEmpty()) {
                throw new UnsupportedOperationException("no ext4 file system: " + path);
            }
            return over(Volumes.open(device), device);
        } catch (IOException | RuntimeException e) {
            try (device) {
                throw e;
            }
        }
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new FileSystemNotFoundException(uri.toString());
    }

    @Override
    public Path getPath(URI uri) {
        throw new FileSystemNotFoundException(uri.toString());
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return open(Ext4Path.from(path), options, attributes);
    }

    static SeekableByteChannel open(Ext4Path file, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return new FileOpening(file, OpenRequest.of(options)).open(attributes);
    }

    /** A channel of a regular file, or of a directory that is to be forced. */
    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        SeekableByteChannel channel = newByteChannel(path, options, attributes);
        if (channel instanceof FileChannel file) {
            return file;
        }
        throw new UnsupportedOperationException("a special file has no content");
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        Ext4Path directory = Ext4Path.from(path);
        if (filter == null) {
            throw new NullPointerException();
        }
        Ext4FileSystem fileSystem = directory.getFileSystem();
        return fileSystem.reading(directory, volume -> {
            InodeStat stat = PathWalk.to(volume, directory, true).found();
            if (!UnixMode.isDirectory(stat.mode())) {
                throw new NotDirectoryException(directory.toString());
            }
            List<byte[]> names = new ArrayList<>();
            for (DirectoryName entry : volume.list(stat.inode())) {
                names.add(checked(directory, entry.name()));
            }
            return fileSystem.remember(new Ext4DirectoryStream(directory, NameOrder.sorted(names), filter));
        });
    }

    /** A name that is a name and no path: nothing that reads a directory must be led elsewhere by it. */
    private static byte[] checked(Ext4Path directory, byte[] name) throws IOException {
        boolean bad = name.length == 0 || Arrays.equals(name, Ext4Path.HERE) || Arrays.equals(name, Ext4Path.UP);
        for (byte b : name) {
            bad |= b == '/' || b == 0;
        }
        if (bad) {
            throw Faults.corrupt(directory, "a directory entry with an impossible name");
        }
        return name;
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        new ObjectMaker(Ext4Path.from(path)).directory(attributes);
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        new ObjectMaker(Ext4Path.from(link)).symbolicLink(Ext4Path.from(target), attributes);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        Ext4Path from = Ext4Path.from(link);
        Ext4Path to = Ext4Path.from(existing);
        if (from.getFileSystem() != to.getFileSystem()) {
            throw new FileSystemException(link.toString(), existing.toString(), "not in the same file system");
        }
        new ObjectMaker(from).link(to);
    }

    @Override
    public Path readSymbolicLink(Path path) throws IOException {
        Ext4Path link = Ext4Path.from(path);
        return link.getFileSystem().reading(link, volume -> {
            InodeStat stat = PathWalk.to(volume, link, false).found();
            if (!UnixMode.isSymbolicLink(stat.mode())) {
                throw new NotLinkException(link.toString());
            }
            byte[] target = volume.readLink(stat.inode());
            for (byte b : target) {
                if (b == 0) {
                    throw Faults.corrupt(link, "the target of a symbolic link contains NUL");
                }
            }
            return Ext4Path.of(link.getFileSystem(), target);
        });
    }

    @Override
    public void delete(Path path) throws IOException {
        ObjectRemoval.remove(Ext4Path.from(path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        new ObjectCopy(Ext4Path.from(source), Ext4Path.from(target), Options.copy(options)).run();
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        new ObjectMove(Ext4Path.from(source), Ext4Path.from(target), Options.move(options)).run();
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        Ext4Path one = Ext4Path.from(path);
        if (one.equals(other)) {
            return true;
        }
        if (!(other instanceof Ext4Path two) || one.getFileSystem() != two.getFileSystem()) {
            return false;
        }
        Ext4FileSystem fileSystem = one.getFileSystem();
        return fileSystem
                .attributes(one, true)
                .fileKey()
                .equals(fileSystem.attributes(two, true).fileKey());
    }

    @Override
    public boolean isHidden(Path path) {
        Path name = Ext4Path.from(path).getFileName();
        return name != null && name.toString().startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        Ext4Path file = Ext4Path.from(path);
        file.getFileSystem().attributes(file, true);
        return new Ext4FileStore(file.getFileSystem());
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        Ext4Path file = Ext4Path.from(path);
        InodeStat stat = file.getFileSystem().attributes(file, true).stat();
        for (AccessMode mode : modes) {
            boolean denied = switch (mode) {
                case READ -> false;
                case WRITE -> file.getFileSystem().isReadOnly();
                case EXECUTE -> !UnixMode.isDirectory(stat.mode()) && (stat.mode() & UnixMode.ANY_EXECUTE) == 0;
            };
            if (denied) {
                throw new AccessDeniedException(file.toString());
            }
        }
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        Ext4Path file = Ext4Path.from(path);
        if (type == UserDefinedFileAttributeView.class) {
            return type.cast(new UserAttributeView(file, Options.follow(options)));
        }
        String name = Ext4FileAttributeView.nameOf(type);
        return name == null ? null : type.cast(new Ext4FileAttributeView(file, Options.follow(options), name));
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        if (type != BasicFileAttributes.class && type != PosixFileAttributes.class) {
            throw new UnsupportedOperationException("no attributes of type " + type.getName());
        }
        Ext4Path file = Ext4Path.from(path);
        return type.cast(file.getFileSystem().attributes(file, Options.follow(options)));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        Ext4Path file = Ext4Path.from(path);
        AttributeName list = AttributeName.parse(attributes);
        if (ExtendedAttributes.isView(list.view()) && !list.name().isEmpty()) {
            return ExtendedAttributes.of(file, Options.follow(options), list.view())
                    .select(list.name());
        }
        return NamedAttributes.select(attributes, file.getFileSystem().attributes(file, Options.follow(options)));
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        Ext4Path file = Ext4Path.from(path);
        AttributeName name = AttributeName.parse(attribute);
        if (ExtendedAttributes.isView(name.view())) {
            ExtendedAttributes.of(file, Options.follow(options), name.view()).set(name.name(), value);
            return;
        }
        AttributeChange change = new AttributeChange();
        if (!change.set(name.view(), name.name(), value)) {
            throw new IllegalArgumentException("cannot be set: " + attribute);
        }
        file.getFileSystem().change(file, Options.follow(options), change);
    }
}
