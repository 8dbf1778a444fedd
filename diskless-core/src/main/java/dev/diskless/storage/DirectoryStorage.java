package dev.diskless.storage;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The regular files of one directory, of the host or of a file system inside an image. Links are neither listed nor
 * followed. Thread-safe for reading as far as the file system is; closing does nothing, the directory belongs to the
 * caller.
 */
public final class DirectoryStorage implements Storage {

    private static final Comparator<StoredObject> BY_NAME =
            Comparator.comparing(object -> object.name().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private final Path directory;

    private DirectoryStorage(Path directory) {
        this.directory = directory;
    }

    /**
     * Opens a directory.
     *
     * @param directory the directory; a link to one is followed
     * @return the storage
     * @throws DisklessException with code {@link FaultCode#NOT_FOUND} if there is nothing, or
     *     {@link FaultCode#INVALID_REQUEST} if it is no directory
     */
    public static DirectoryStorage of(Path directory) throws DisklessException {
        if (Files.isDirectory(directory)) {
            return new DirectoryStorage(directory);
        }
        if (Files.exists(directory)) {
            throw new InvalidRequestException(InvalidRequestException.detail("a storage must be a directory")
                    .at(directory));
        }
        throw new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "there is no such directory")
                .at(directory)
                .cure("make the directory, or mount what holds it"));
    }

    @Override
    public String identity() {
        return directory.toString();
    }

    @Override
    public List<StoredObject> list() throws IOException {
        List<StoredObject> objects = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                Optional<BasicFileAttributes> file = regularFile(entry);
                if (file.isPresent()) {
                    objects.add(new StoredObject(
                            String.valueOf(entry.getFileName()),
                            file.get().size(),
                            file.get().lastModifiedTime().toInstant(),
                            version(file.get())));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        objects.sort(BY_NAME);
        return List.copyOf(objects);
    }

    @Override
    public InputStream open(String name) throws IOException {
        if (name.isEmpty()
                || name.indexOf('/') >= 0
                || name.indexOf('\0') >= 0
                || name.equals(".")
                || name.equals("..")) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("no plain name of an object").at(name));
        }
        // A name is looked up among those that are there, so that whatever it is it cannot lead elsewhere.
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (name.equals(String.valueOf(entry.getFileName()))
                        && regularFile(entry).isPresent()) {
                    return Files.newInputStream(entry, noFollow());
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        throw new DisklessException(
                FaultDetail.of(FaultCode.NOT_FOUND, "there is no such file").at(identity() + "/" + name));
    }

    private static String version(BasicFileAttributes file) {
        return file.fileKey() + "/" + file.lastModifiedTime().to(TimeUnit.NANOSECONDS) + "/" + file.size();
    }

    private static Optional<BasicFileAttributes> regularFile(Path file) throws IOException {
        try {
            return Optional.of(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS))
                    .filter(BasicFileAttributes::isRegularFile);
        } catch (NoSuchFileException e) {
            // Deleted since the directory was read.
            return Optional.empty();
        }
    }

    // Only the host can swap a file for a link in between, and not every provider knows the option.
    private OpenOption[] noFollow() {
        return directory.getFileSystem() == FileSystems.getDefault()
                ? new OpenOption[] {LinkOption.NOFOLLOW_LINKS}
                : new OpenOption[0];
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return identity();
    }
}
