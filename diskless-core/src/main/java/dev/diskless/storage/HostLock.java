package dev.diskless.storage;

import dev.diskless.fault.CancelledException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other processes out of a directory while it is changed: a lock on a file in it, which goes when the lock does.
 * Threads of one process must have been kept apart before, since a process of Unix loses its lock on a file as soon as
 * it closes any channel of that file.
 */
final class HostLock implements Closeable {

    private static final String NAME = ObjectName.STAGED + "lock";
    private static final int ATTEMPTS = 400;
    private static final int LONGEST_PAUSE_MILLIS = 50;
    private static final long MARKS = 1L << 30;

    private final Path file;
    private final FileChannel channel;

    private HostLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static boolean isLock(Path entry) {
        return String.valueOf(entry.getFileName()).equals(NAME);
    }

    /**
     * Waits for the lock, for some 20 seconds at most.
     *
     * @throws IOException with code CONFLICT if somebody else holds it that long
     */
    static HostLock take(Path directory, RandomGenerator random) throws IOException {
        Path file = directory.resolve(NAME);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            HostLock lock = attempt(file, random);
            if (lock != null) {
                return lock;
            }
            pause(directory, Math.min(LONGEST_PAUSE_MILLIS, 1 + attempt));
        }
        throw StorageFaults.conflict(directory, "another program has been changing the storage for a long time");
    }

    // Whoever had the lock before may have removed the file after it was opened here; another file has the name then,
    // or
    // none, and a lock on the removed one keeps nobody out.
    private static @Nullable HostLock attempt(Path file, RandomGenerator random) throws IOException {
        make(file, random);
        FileChannel channel;
        Identity before;
        try {
            before = Identity.of(file);
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            return null;
        }
        boolean taken = false;
        try {
            taken = isLocked(channel) && before.equals(Identity.of(file));
        } catch (NoSuchFileException e) {
            // Removed meanwhile.
        } finally {
            if (!taken) {
                channel.close();
            }
        }
        return taken ? new HostLock(file, channel) : null;
    }

    private static void make(Path file, RandomGenerator random) throws IOException {
        try {
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                    .close();
        } catch (FileAlreadyExistsException e) {
            return;
        }
        try {
            // An inode number may be used again at once; this tells the files apart.
            Files.setLastModifiedTime(file, FileTime.fromMillis(random.nextLong(MARKS) * 1000));
        } catch (NoSuchFileException e) {
            // Somebody took and gave back the lock meanwhile.
        }
    }

    // A file system without locks is used by one process only, or its host cannot do better.
    private static boolean isLocked(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (UnsupportedOperationException | IOException e) {
            return true;
        }
    }

    private static void pause(Path directory, int millis) throws CancelledException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException(
                    CancelledException.detail("the thread was interrupted").at(directory), e);
        }
    }

    @Override
    public void close() {
        // What remains of a lock file holds nobody up and goes with the next lock; the change was made.
        try (channel) {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            return;
        }
    }

    private record Identity(@Nullable Object key, FileTime mark) {

        static Identity of(Path file) throws IOException {
            BasicFileAttributes facts =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new Identity(facts.fileKey(), facts.lastModifiedTime());
        }
    }
}
