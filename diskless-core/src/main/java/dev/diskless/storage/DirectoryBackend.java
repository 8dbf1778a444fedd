package dev.diskless.storage;

import com.google.auto.service.AutoService;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StorageBackend;
import dev.diskless.spi.StorageOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Directories of the host: an absolute or relative path, or a {@code file:} address. Not for it are other addresses and
 * what ends in a colon and digits, since that names a partition of an image; a directory of such a name can be given
 * with a slash at its end. A path that leads to an image or a device instead gives the only file system in it, as
 * {@link PartitionStorage#open} does. Without state, thread-safe.
 */
@AutoService(StorageBackend.class)
@SuppressWarnings("exports") // the annotation is for the compiler only
public final class DirectoryBackend implements StorageBackend {

    // One letter is a drive of Windows.
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);
    private static final Pattern PARTITION = Pattern.compile(".*:[0-9]+", Pattern.DOTALL);

    /** Made by the service loader. */
    public DirectoryBackend() {}

    @Override
    public String name() {
        return "directory";
    }

    @Override
    public Optional<Storage> open(String location, StorageOptions options) throws IOException {
        boolean file = location.regionMatches(true, 0, "file:", 0, 5);
        if (location.isEmpty()
                || (!file
                        && (ADDRESS.matcher(location).matches()
                                || PARTITION.matcher(location).matches()))) {
            return Optional.empty();
        }
        Path path = file ? fromAddress(location) : fromPath(location);
        return Optional.of(
                Files.exists(path) && !Files.isDirectory(path)
                        ? PartitionStorage.open(path, 0, options)
                        : DirectoryStorage.of(path, options.random()));
    }

    private static Path fromPath(String location) throws InvalidRequestException {
        try {
            return Path.of(location);
        } catch (InvalidPathException e) {
            throw refused(location, e);
        }
    }

    private static Path fromAddress(String location) throws InvalidRequestException {
        try {
            return Path.of(URI.create(location));
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw refused(location, e);
        }
    }

    private static InvalidRequestException refused(String location, Exception cause) {
        return new InvalidRequestException(
                InvalidRequestException.detail("no path of this host").at(location), cause);
    }
}
