package dev.diskless.contract.storage;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One directory seen through a file system that counts every operation, lets a chosen one fail, or cuts the power before
 * it; what a cut leaves of the directory follows from a seed: all that was forced, and of the rest whatever a disk may
 * have kept.
 *
 * <p>What is forced: the content of a file by {@code force} of its channel, the names by {@code force} of the directory.
 * Of a name that was changed since, any of its states may remain, one name independently of the other; of content that was
 * written since, the old, the new, a beginning or a hole. Only the files directly in the directory are followed.
 *
 * <pre>{@code
 * FaultyFileSystem power = FaultyFileSystem.over(directory);
 * power.cutAt(7);
 * assertThrows(IOException.class, () -> commit(power.directory()));
 * power.survivors(seed, afterwards);
 * }</pre>
 *
 * <p>{@link StorageCampaign} does this for every operation. For one thread at a time, but for the streams it gives.
 */
public final class FaultyFileSystem extends ForwardingFileSystem {

    private final Path hostDirectory;
    private final FaultyProvider provider = new FaultyProvider(this);
    private final SurvivingDirectory surviving;
    private final List<String> log = new ArrayList<>();
    private long failAt = -1;
    private Failure failure = Failure.IO;
    private long cutAt = -1;
    private boolean enabled = true;

    private FaultyFileSystem(Path directory) throws IOException {
        super(directory.getFileSystem());
        this.hostDirectory = directory;
        this.surviving = new SurvivingDirectory(directory);
    }

    /** A view of a directory; what is in it now is durable. */
    public static FaultyFileSystem over(Path directory) throws IOException {
        return new FaultyFileSystem(directory);
    }

    /** The directory, seen through this file system. */
    public Path directory() {
        return view(hostDirectory);
    }

    /** Lets the operation of that number, from 0, fail; reads fail with {@link Failure#IO} whatever is chosen. */
    public void failAt(long number, Failure how) {
        failAt = number;
        failure = how;
    }

    /** Cuts the power before the operation of that number, from 0: it and all later ones fail and do nothing. */
    public void cutAt(long number) {
        cutAt = number;
    }

    /** How many operations there were. */
    public synchronized long operations() {
        return log.size();
    }

    /** What the operation of that number was. */
    public synchronized String operation(long number) {
        return number < log.size() ? log.get((int) number) : "none";
    }

    /** Fills an empty directory with what a cut now would leave. */
    public synchronized void survivors(long seed, Path empty) throws IOException {
        surviving.restore(new Random(seed), Files.createDirectories(empty));
    }

    /** Counts an operation; gives how it fails, or null. */
    synchronized Failure next(HostOperation operation, Path path) throws IOException {
        long number = log.size();
        log.add(operation + " " + path.getFileName());
        if (isCut()) {
            throw new FileSystemException(path.toString(), null, "the power is off");
        }
        if (number != failAt) {
            return null;
        }
        return operation.changes() ? failure : Failure.IO;
    }

    /** Counts an operation that happens whole or not at all. */
    void pass(HostOperation operation, Path path) throws IOException {
        Failure how = next(operation, path);
        if (how != null) {
            throw how.of(path);
        }
    }

    synchronized boolean isCut() {
        return cutAt >= 0 && log.size() > cutAt;
    }

    SurvivingDirectory surviving() {
        return surviving;
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        enabled = false;
    }

    @Override
    public boolean isOpen() {
        return enabled;
    }
}
