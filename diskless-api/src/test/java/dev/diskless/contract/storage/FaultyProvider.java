package dev.diskless.contract.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.Set;

/** Hands everything to the provider of the host, unless it is to fail, and keeps account of what is durable. */
final class FaultyProvider extends ForwardingProvider {

    private final FaultyFileSystem system;

    FaultyProvider(FaultyFileSystem system) {
        super(system);
        this.system = system;
    }

    @Override
    protected void before(HostOperation operation, Path path) throws IOException {
        system.pass(operation, path);
    }

    @Override
    public String getScheme() {
        return "faulty";
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Path file = unwrap(path);
        boolean makes = options.contains(StandardOpenOption.CREATE_NEW)
                || (options.contains(StandardOpenOption.CREATE) && !Files.exists(file));
        before(makes ? HostOperation.MAKE : HostOperation.OPEN, file);
        boolean directory = Files.isDirectory(file);
        Set<OpenOption> others = new HashSet<>(options);
        boolean append = others.remove(StandardOpenOption.APPEND);
        boolean empties =
                options.contains(StandardOpenOption.WRITE) && others.remove(StandardOpenOption.TRUNCATE_EXISTING);
        if (append) {
            others.add(StandardOpenOption.WRITE);
        }
        FileChannel channel = file.getFileSystem().provider().newFileChannel(file, others, attributes);
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
    public void createLink(Path link, Path existing) throws IOException {
        super.createLink(link, existing);
        system.surviving().linked(unwrap(link), unwrap(existing));
    }

    @Override
    public void delete(Path path) throws IOException {
        super.delete(path);
        system.surviving().deleted(unwrap(path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        super.copy(source, target, options);
        system.surviving().copied(unwrap(source), unwrap(target));
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        super.move(source, target, options);
        system.surviving().renamed(unwrap(source), unwrap(target));
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        V view = Files.getFileAttributeView(unwrap(path), type, options);
        return type == BasicFileAttributeView.class
                ? type.cast(new FaultyTimes(system, unwrap(path), (BasicFileAttributeView) view))
                : view;
    }

    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options) throws IOException {
        super.setAttribute(path, name, value, options);
        if (value instanceof FileTime time && name.endsWith("lastModifiedTime")) {
            system.surviving().timed(unwrap(path), time);
        }
    }
}
