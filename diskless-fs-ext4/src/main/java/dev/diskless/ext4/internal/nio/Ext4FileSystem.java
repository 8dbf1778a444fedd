package dev.diskless.ext4.internal.nio;

import dev.diskless.ext4.internal.Volume;
import dev.diskless.medium.FileSystemDescription;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * An ext4 volume as a file system of the JDK. Safe to use from any thread: those that read do not wait for each other,
 * one that changes something runs alone.
 */
public final class Ext4FileSystem extends FileSystem {

    private static final Set<String> VIEWS =
            Set.of("basic", "owner", "posix", "unix", ExtendedAttributes.USER, ExtendedAttributes.ALL);

    private enum State {
        OPEN,
        CLOSING,
        CLOSED
    }

    /** What is done with a volume while nobody else can change it. */
    @FunctionalInterface
    interface Work<T> {
        T on(Volume volume) throws IOException;
    }

    private final Ext4FileSystemProvider provider;
    private final Volume volume;
    private final @Nullable Closeable owned;
    private final String label;
    private final String uuid;
    private final boolean readOnly;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Set<Closeable> opened = ConcurrentHashMap.newKeySet();
    private final OpenFiles openFiles = new OpenFiles(this);
    private final AtomicInteger channels = new AtomicInteger();
    private volatile @Nullable WalkedPath walked;
    private volatile State state = State.OPEN;

    Ext4FileSystem(Ext4FileSystemProvider provider, Volume volume, @Nullable Closeable owned) throws IOException {
        this.provider = provider;
        this.volume = volume;
        this.owned = owned;
        FileSystemDescription description = volume.describe();
        this.label = description.label();
        this.uuid = description.uuid();
        this.readOnly = !volume.isWritable();
    }

    /** Does work that changes nothing. */
    <T> T reading(Path file, Work<T> work) throws IOException {
        return locked(lock.readLock(), State.OPEN, file, work);
    }

    /** Does work that changes something. */
    <T> T changing(Path file, Work<T> work) throws IOException {
        checkWritable();
        return locked(lock.writeLock(), State.OPEN, file, work);
    }

    /** Does what channels do at their end, which may also happen while the file system is being closed. */
    <T> T finishing(Path file, Work<T> work) throws IOException {
        return locked(lock.writeLock(), State.CLOSING, file, work);
    }

    /** Opens a file, which the volume has to know if anything can be changed. */
    <T> T opening(Path file, Work<T> work) throws IOException {
        return locked(readOnly ? lock.readLock() : lock.writeLock(), State.OPEN, file, work);
    }

    /** Undoes what opening did to the volume. */
    void leaving(Path file, OpenFile open) throws IOException {
        locked(readOnly ? lock.readLock() : lock.writeLock(), State.CLOSING, file, on -> {
            openFiles.leave(on, open);
            return open;
        });
    }

    /** The path that was walked last. */
    @Nullable
    WalkedPath walked() {
        return walked;
    }

    void remember(WalkedPath path) {
        walked = path;
    }

    /** A number for a new channel: how many there were before. */
    int nextChannel() {
        return channels.getAndIncrement();
    }

    OpenFiles openFiles() {
        return openFiles;
    }

    private <T> T locked(Lock held, State last, Path file, Work<T> work) throws IOException {
        held.lock();
        try {
            if (state.compareTo(last) > 0) {
                throw new ClosedFileSystemException();
            }
            return work.on(volume);
        } catch (IOException e) {
            throw Faults.at(file, e);
        } finally {
            held.unlock();
        }
    }

    /** Closes it when the file system is closed. Called from inside {@link #reading} or {@link #changing}. */
    <C extends Closeable> C remember(C closeable) {
        opened.add(closeable);
        return closeable;
    }

    void forget(Closeable closeable) {
        opened.remove(closeable);
    }

    void checkWritable() {
        if (!isOpen()) {
            throw new ClosedFileSystemException();
        }
        if (readOnly) {
            throw new ReadOnlyFileSystemException();
        }
    }

    Ext4FileAttributes attributes(Ext4Path path, boolean follow) throws IOException {
        openFiles.flush();
        return reading(
                path,
                on -> Ext4FileAttributes.of(this, PathWalk.to(on, path, follow).found()));
    }

    void change(Ext4Path path, boolean follow, AttributeChange change) throws IOException {
        // What is written afterwards would change the time that is set here.
        openFiles.flush();
        changing(path, on -> {
            long inode = PathWalk.to(on, path, follow).found().inode();
            on.change(inode, change.toInodeChange());
            return inode;
        });
    }

    Path realPath(Ext4Path path, boolean follow) throws IOException {
        return reading(path, on -> PathWalk.to(on, path, follow).realPath());
    }

    FileSystemDescription describe() throws IOException {
        openFiles.flush();
        return reading(Ext4Path.root(this), Volume::describe);
    }

    String label() {
        return label;
    }

    String uuid() {
        return uuid;
    }

    @Override
    public Ext4FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() throws IOException {
        lock.writeLock().lock();
        try {
            if (state != State.OPEN) {
                return;
            }
            state = State.CLOSING;
        } finally {
            lock.writeLock().unlock();
        }
        List<Closeable> steps = new ArrayList<>(opened);
        IOException failure = closeAll(steps, null);
        lock.writeLock().lock();
        try {
            failure = closeAll(List.of(volume), failure);
        } finally {
            state = State.CLOSED;
            lock.writeLock().unlock();
        }
        if (owned != null) {
            failure = closeAll(List.of(owned), failure);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static @Nullable IOException closeAll(List<? extends Closeable> steps, @Nullable IOException before) {
        IOException failure = before;
        for (Closeable step : steps) {
            try {
                step.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        return failure;
    }

    @Override
    public boolean isOpen() {
        return state == State.OPEN;
    }

    @Override
    public boolean isReadOnly() {
        return readOnly;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(Ext4Path.root(this));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of(new Ext4FileStore(this));
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return VIEWS;
    }

    @Override
    public Path getPath(String first, String... more) {
        StringBuilder text = new StringBuilder(first);
        for (String part : more) {
            if (!part.isEmpty()) {
                text.append(text.length() > 0 ? "/" : "").append(part);
            }
        }
        return Ext4Path.of(this, NameCodec.encode(text.toString()));
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        return Glob.matcher(syntaxAndPattern);
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return new NumericPrincipals();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("an ext4 image cannot be watched");
    }

    @Override
    public String toString() {
        return "ext4 " + uuid;
    }
}
