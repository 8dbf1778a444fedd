package dev.diskless.contract.storage;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Iterator;
import java.util.stream.StreamSupport;

/** A path of the host, seen through another file system. */
record ForwardingPath(ForwardingFileSystem system, Path host) implements Path {

    private Path wrap(Path path) {
        return new ForwardingPath(system, path);
    }

    private Path wrapIfThere(Path path) {
        return path == null ? null : wrap(path);
    }

    static Path unwrap(Path path) {
        return path instanceof ForwardingPath forwarding ? forwarding.host : path;
    }

    @Override
    public FileSystem getFileSystem() {
        return system;
    }

    @Override
    public boolean isAbsolute() {
        return host.isAbsolute();
    }

    @Override
    public Path getRoot() {
        return wrapIfThere(host.getRoot());
    }

    @Override
    public Path getFileName() {
        return wrapIfThere(host.getFileName());
    }

    @Override
    public Path getParent() {
        return wrapIfThere(host.getParent());
    }

    @Override
    public int getNameCount() {
        return host.getNameCount();
    }

    @Override
    public Path getName(int index) {
        return wrap(host.getName(index));
    }

    @Override
    public Path subpath(int from, int to) {
        return wrap(host.subpath(from, to));
    }

    @Override
    public boolean startsWith(Path other) {
        return host.startsWith(unwrap(other));
    }

    @Override
    public boolean endsWith(Path other) {
        return host.endsWith(unwrap(other));
    }

    @Override
    public Path normalize() {
        return wrap(host.normalize());
    }

    @Override
    public Path resolve(Path other) {
        return wrap(host.resolve(unwrap(other)));
    }

    @Override
    public Path relativize(Path other) {
        return wrap(host.relativize(unwrap(other)));
    }

    @Override
    public URI toUri() {
        return host.toUri();
    }

    @Override
    public Path toAbsolutePath() {
        return wrap(host.toAbsolutePath());
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        return wrap(host.toRealPath(options));
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Iterator<Path> iterator() {
        return StreamSupport.stream(host.spliterator(), false).map(this::wrap).iterator();
    }

    @Override
    public int compareTo(Path other) {
        return host.compareTo(unwrap(other));
    }

    @Override
    public String toString() {
        return host.toString();
    }
}
