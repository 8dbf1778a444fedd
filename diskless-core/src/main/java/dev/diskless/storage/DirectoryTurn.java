package dev.diskless.storage;

import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Lets one at a time change a directory, among the threads of this process and among processes. Thread-safe. */
final class DirectoryTurn {

    /** What is done while nobody else changes the directory. */
    @FunctionalInterface
    interface Change<T> {
        T run() throws IOException;
    }

    private final Path directory;
    private final RandomGenerator random;
    private final Object monitor;

    DirectoryTurn(Path directory, RandomGenerator random) throws IOException {
        this.directory = directory;
        this.random = random;
        this.monitor = monitor(directory);
    }

    // All storages of this process that have the same directory must meet at one object, whoever loaded their classes;
    // the
    // JDK keeps one string for equal ones, and one object for an open file system.
    private static Object monitor(Path directory) throws IOException {
        Object key = Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
        return key == null ? directory.getFileSystem() : ("dev.diskless.storage " + key).intern();
    }

    /** Makes a change. */
    <T> T take(Change<T> change) throws IOException {
        return take(change, false);
    }

    /** Makes a change that gives room back, and so must work where there is none for the file of the lock. */
    void free(Change<Boolean> change) throws IOException {
        take(change, true);
    }

    private <T> T take(Change<T> change, boolean frees) throws IOException {
        synchronized (monitor) {
            try {
                return locked(change, lock(frees));
            } catch (IOException e) {
                throw StorageFaults.changing(e, directory);
            } catch (RuntimeException e) {
                throw StorageFaults.state(e, directory);
            }
        }
    }

    private static <T> T locked(Change<T> change, @Nullable HostLock lock) throws IOException {
        try {
            return change.run();
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }

    private @Nullable HostLock lock(boolean frees) throws IOException {
        try {
            return HostLock.take(directory, random);
        } catch (IOException e) {
            IOException typed = StorageFaults.changing(e, directory);
            if (frees && typed instanceof Fault fault && fault.code() == FaultCode.FULL) {
                return null;
            }
            throw typed;
        }
    }

    /** Makes the names in the directory durable. */
    void force() throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(directory, StandardOpenOption.READ);
        } catch (IOException | UnsupportedOperationException e) {
            // Windows opens no directory; names are as durable there as its file system makes them.
            return;
        }
        try (channel) {
            channel.force(true);
        }
    }
}
