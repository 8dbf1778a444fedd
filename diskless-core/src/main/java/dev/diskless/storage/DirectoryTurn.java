package dev.diskless.storage;

import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.internal.DurableNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private final String identity;
    private final RandomGenerator random;
    private final Object monitor;

    DirectoryTurn(StoredFiles files, RandomGenerator random) throws IOException {
        this.directory = files.directory();
        this.identity = files.identity();
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
                throw StorageFaults.changing(e, identity);
            } catch (RuntimeException e) {
                throw StorageFaults.state(e, identity);
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
            IOException typed = StorageFaults.changing(e, identity);
            if (frees && typed instanceof Fault fault && fault.code() == FaultCode.FULL) {
                return null;
            }
            throw typed;
        }
    }

    /** Makes the names in the directory durable. */
    void force() throws IOException {
        DurableNames.force(directory);
    }
}
