package dev.diskless.storage;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.spi.StagedObject;
import dev.diskless.spi.StoredObject;
import dev.diskless.spi.WritableStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * The regular files of one directory, of the host or of a file system inside an image. Links are neither listed nor
 * followed.
 *
 * <p>What is written lies in a file {@code .diskless-} and sixteen hexadecimal digits, which only its owner may read where
 * the file system knows rights, until it is published by a hard link (a new name) or an atomic rename (in place of
 * another). Content is forced before, the directory after; a host that opens no directory for that, as Windows, makes
 * names durable in its own time. Processes keep out of each other's way by a lock on {@code .diskless-lock}, which is gone
 * when nobody writes; programs that know nothing of it, such as the lbu of Alpine, are noticed by the versions of what
 * they change.
 *
 * <p>The version of an object follows from inode number, time and size, so a program that changes a file in place and
 * puts its old time back is not noticed. Where there are hard links, a second name shares the file with the first.
 *
 * <p>A file system of another provider than the host's is taken to be open in this process only. A host that knows no
 * locks, as some network file systems, keeps only the threads of one process apart.
 *
 * <p>Thread-safe. Closing discards what was staged and leaves the directory to the caller.
 */
public final class DirectoryStorage implements WritableStorage {

    private final StoredFiles files;
    private final DirectoryTurn turn;
    private final StagedFiles stagedFiles;
    private final Publication publication;
    private final Set<StagedFile> staged = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private DirectoryStorage(Path directory, String identity, RandomGenerator random) throws IOException {
        this.files = new StoredFiles(directory, identity);
        this.turn = new DirectoryTurn(files, random);
        this.stagedFiles = new StagedFiles(files, random);
        this.publication = new Publication(files, turn, stagedFiles);
    }

    /**
     * Opens a directory.
     *
     * @param directory the directory; a link to one is followed
     * @param random gives the names of staged files; may be used by many threads at once
     * @return the storage
     * @throws IOException with code {@link FaultCode#NOT_FOUND} if there is nothing, or
     *     {@link FaultCode#INVALID_REQUEST} if it is no directory, or if reading fails
     */
    public static DirectoryStorage of(Path directory, RandomGenerator random) throws IOException {
        return of(directory, directory.toString(), random);
    }

    /** Opens a directory that people know by another name than its path. */
    static DirectoryStorage of(Path directory, String identity, RandomGenerator random) throws IOException {
        try {
            if (!Files.readAttributes(directory, BasicFileAttributes.class).isDirectory()) {
                throw new InvalidRequestException(InvalidRequestException.detail("a storage must be a directory")
                        .at(identity));
            }
            return new DirectoryStorage(directory, identity, random);
        } catch (NoSuchFileException e) {
            throw new DisklessException(
                    FaultDetail.of(FaultCode.NOT_FOUND, "there is no such directory")
                            .at(identity)
                            .cure("make the directory, or mount what holds it"),
                    e);
        } catch (IOException e) {
            throw StorageFaults.reading(e, identity);
        }
    }

    /**
     * Where the objects lie.
     *
     * @return the directory that was opened
     */
    public Path directory() {
        return files.directory();
    }

    /**
     * A change that a caller makes to the directory.
     *
     * @param <T> what comes of it
     */
    @FunctionalInterface
    public interface Change<T> {

        /**
         * Makes it.
         *
         * @return what comes of it
         * @throws IOException if that fails
         */
        T make() throws IOException;
    }

    /**
     * Makes a change of the caller's own to the directory, while nobody who uses a storage of it changes it, in this
     * process or in another.
     *
     * @param <T> what comes of it
     * @param change made once, in this thread; must not use this storage
     * @return what it gave
     * @throws IOException with code {@link FaultCode#CONFLICT} if others keep changing the directory for some 20 seconds,
     *     or if the change fails
     */
    public <T> T exclusively(Change<T> change) throws IOException {
        checkOpen();
        return turn.take(change::make);
    }

    void checkOpen() throws IOException {
        if (closed) {
            throw StorageFaults.closed(identity());
        }
    }

    @Override
    public String identity() {
        return files.identity();
    }

    private <T> T reading(DirectoryTurn.Change<T> work, Object place) throws IOException {
        checkOpen();
        try {
            return work.run();
        } catch (IOException e) {
            throw StorageFaults.reading(e, place);
        } catch (RuntimeException e) {
            throw StorageFaults.state(e, place);
        }
    }

    @Override
    public List<StoredObject> list() throws IOException {
        return reading(files::list, identity());
    }

    @Override
    public List<String> strays() throws IOException {
        return reading(files::strays, identity());
    }

    @Override
    public InputStream open(String name) throws IOException {
        String place = files.label(name);
        return reading(() -> new FaultInput(files.open(name), place), place);
    }

    @Override
    public OptionalLong usableBytes() throws IOException {
        return reading(
                () -> OptionalLong.of(
                        Math.max(0, Files.getFileStore(files.directory()).getUsableSpace())),
                identity());
    }

    @Override
    public StagedObject stage() throws IOException {
        checkOpen();
        return turn.take(() -> {
            stagedFiles.sweep();
            return keep(stagedFiles.make(this));
        });
    }

    private StagedFile keep(StagedFile file) {
        staged.add(file);
        return file;
    }

    @Override
    public StoredObject duplicate(StoredObject seen, String as) throws IOException {
        checkOpen();
        Path source = files.place(seen.name());
        Path target = files.place(as);
        Optional<StoredObject> linked = turn.take(() -> publication.link(seen, source, target));
        return linked.isPresent() ? linked.get() : copy(seen, source, target);
    }

    private StoredObject copy(StoredObject seen, Path source, Path target) throws IOException {
        try (StagedFile copy = (StagedFile) stage()) {
            try (InputStream in = open(seen.name());
                    var out = copy.output()) {
                in.transferTo(out);
            }
            return turn.take(() -> {
                publication.check(seen, source);
                publication.keepTime(copy, seen.modified());
                return publication.create(copy, target);
            });
        }
    }

    @Override
    public void delete(StoredObject seen) throws IOException {
        checkOpen();
        Path place = files.place(seen.name());
        turn.free(() -> publication.delete(seen, place));
    }

    StoredObject create(StagedFile file, String name) throws IOException {
        Path target = files.place(name);
        return published(file, turn.take(() -> publication.create(file, target)));
    }

    StoredObject replace(StagedFile file, StoredObject seen) throws IOException {
        Path target = files.place(seen.name());
        return published(file, turn.take(() -> publication.replace(file, seen, target)));
    }

    private StoredObject published(StagedFile file, StoredObject object) {
        staged.remove(file);
        return object;
    }

    void discard(StagedFile file) throws IOException {
        staged.remove(file);
        try {
            publication.discard(file);
        } catch (IOException e) {
            throw StorageFaults.changing(e, file.file());
        } catch (RuntimeException e) {
            throw StorageFaults.state(e, file.file());
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        IOException failure = null;
        for (StagedFile file : Set.copyOf(staged)) {
            try {
                file.close();
            } catch (IOException e) {
                failure = Failures.add(failure, e);
            }
        }
        try {
            stagedFiles.close();
        } catch (IOException e) {
            failure = Failures.add(failure, StorageFaults.changing(e, identity()));
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public String toString() {
        return identity();
    }
}
