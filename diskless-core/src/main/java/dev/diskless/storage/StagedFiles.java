package dev.diskless.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * The staged files of one storage. Each is locked as long as it is in use, so that others can tell it from what a cut
 * left. All methods are called in a turn of the directory.
 */
final class StagedFiles {

    private static final int ATTEMPTS = 20;

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE = PosixFilePermissions.asFileAttribute(
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

    private final StoredFiles files;
    private final RandomGenerator random;
    private final Set<Path> own = ConcurrentHashMap.newKeySet();

    // Closing a channel of a file that another storage of this process has locked would end that lock.
    private final Map<Path, FileChannel> ofOthers = new ConcurrentHashMap<>();

    StagedFiles(StoredFiles files, RandomGenerator random) {
        this.files = files;
        this.random = random;
    }

    /** Removes what nobody holds. */
    void sweep() throws IOException {
        for (Path left : files.staged()) {
            boolean candidate = !own.contains(left)
                    && !ofOthers.containsKey(left)
                    && !HostLock.isLock(left)
                    && Files.isRegularFile(left, LinkOption.NOFOLLOW_LINKS);
            if (candidate) {
                removeUnlessHeld(left);
            }
        }
        for (Path other : Set.copyOf(ofOthers.keySet())) {
            if (!Files.exists(other, LinkOption.NOFOLLOW_LINKS)) {
                letGo(other);
            }
        }
    }

    private void removeUnlessHeld(Path left) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(left, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            return;
        }
        boolean close = true;
        try {
            if (isFree(channel)) {
                Files.deleteIfExists(left);
            }
        } catch (OverlappingFileLockException e) {
            ofOthers.put(left, channel);
            close = false;
        } finally {
            if (close) {
                channel.close();
            }
        }
    }

    private static boolean isFree(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (UnsupportedOperationException | IOException e) {
            // Nobody can hold anything here; it may still be in use, so it stays.
            return false;
        }
    }

    private void letGo(Path other) throws IOException {
        FileChannel channel = ofOthers.remove(other);
        if (channel != null) {
            channel.close();
        }
    }

    /** Makes an empty file that this storage holds. */
    StagedFile make(DirectoryStorage storage) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Path file =
                    files.directory().resolve(ObjectName.STAGED + HexFormat.of().toHexDigits(random.nextLong()));
            try {
                FileChannel channel = create(file);
                lock(channel);
                own.add(file);
                return new StagedFile(storage, file, channel);
            } catch (FileAlreadyExistsException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static FileChannel create(Path file) throws IOException {
        Set<StandardOpenOption> options =
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            return FileChannel.open(file, options, PRIVATE);
        } catch (UnsupportedOperationException e) {
            return FileChannel.open(file, options);
        }
    }

    /** Opens a file again whose channel was closed in vain. */
    FileChannel reopen(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        lock(channel);
        return channel;
    }

    // Where there are no locks, what a cut leaves cannot be told from what is in use.
    private static void lock(FileChannel channel) {
        try {
            channel.tryLock();
        } catch (UnsupportedOperationException | OverlappingFileLockException | IOException e) {
            return;
        }
    }

    /** A file that is gone, or that may be removed by whoever finds it. */
    void forget(Path file) {
        own.remove(file);
    }

    void close() throws IOException {
        for (Path other : Set.copyOf(ofOthers.keySet())) {
            letGo(other);
        }
    }
}
