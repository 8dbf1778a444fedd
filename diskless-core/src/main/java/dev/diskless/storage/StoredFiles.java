package dev.diskless.storage;

import dev.diskless.fault.InvalidRequestException;
import dev.diskless.spi.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The regular files of a directory as objects. The version of one is its inode number, where the file system has such
 * numbers, its time in nanoseconds and its size.
 */
final class StoredFiles {

    // A file system of Linux holds 255 bytes, FAT and NTFS as many units of UTF-16, which are never more.
    private static final int LONGEST_NAME = 255;

    private final Path directory;
    private final String identity;

    /**
     * The files of a directory.
     *
     * @param identity how people name it
     */
    StoredFiles(Path directory, String identity) {
        this.directory = directory;
        this.identity = identity;
    }

    String identity() {
        return identity;
    }

    /** How people name something in the directory. */
    String label(String name) {
        return identity + (identity.endsWith("/") ? "" : "/") + name;
    }

    String label(Path place) {
        return label(nameOf(place));
    }

    Path directory() {
        return directory;
    }

    /** The place of an object, which need not be there. */
    Path place(String name) throws InvalidRequestException {
        ObjectName.checked(name);
        try {
            Path place = directory.resolve(name);
            if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
                throw StorageFaults.tooLong(label(name), null);
            }
            return place;
        } catch (InvalidPathException e) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("no name that this host can write")
                            .at(name),
                    e);
        }
    }

    List<StoredObject> list() throws IOException {
        List<StoredObject> objects = new ArrayList<>();
        for (Path entry : entries()) {
            String name = nameOf(entry);
            if (ObjectName.isPlain(name)) {
                find(name, entry).map(Found::object).ifPresent(objects::add);
            }
        }
        objects.sort(ObjectName.ORDER);
        return List.copyOf(objects);
    }

    /** The names of what is neither an object nor a directory. */
    List<String> strays() throws IOException {
        List<String> names = new ArrayList<>();
        for (Path entry : entries()) {
            String name = nameOf(entry);
            if (ObjectName.isPlain(name)
                    && !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
                    && at(entry).filter(found -> !found.regular()).isPresent()) {
                names.add(name);
            }
        }
        names.sort(Comparator.comparing(name -> name.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
        return List.copyOf(names);
    }

    /** What lies in the directory beside objects: what a staging left. */
    List<Path> staged() throws IOException {
        return entries().stream()
                .filter(entry -> nameOf(entry).startsWith(ObjectName.STAGED))
                .toList();
    }

    private List<Path> entries() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(found::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    private static String nameOf(Path entry) {
        return String.valueOf(entry.getFileName());
    }

    /** A stream of an object. A name is looked up among those that are there, so that it cannot lead elsewhere. */
    InputStream open(String name) throws IOException {
        ObjectName.checked(name);
        for (Path entry : entries()) {
            if (name.equals(nameOf(entry)) && find(name, entry).isPresent()) {
                try {
                    return Files.newInputStream(entry, noFollow());
                } catch (NoSuchFileException e) {
                    break;
                }
            }
        }
        throw StorageFaults.notFound(label(name));
    }

    // Only the host can swap a file for a link in between, and not every provider knows the option.
    private OpenOption[] noFollow() {
        return directory.getFileSystem() == FileSystems.getDefault()
                ? new OpenOption[] {LinkOption.NOFOLLOW_LINKS}
                : new OpenOption[0];
    }

    /** What stands under a name: an object, nothing, or something that makes the name unusable. */
    Optional<Found> at(Path place) throws IOException {
        String name = nameOf(place);
        try {
            Map<String, Object> facts = facts(place);
            boolean regular = Boolean.TRUE.equals(facts.get("isRegularFile"));
            return Optional.of(new Found(object(name, facts), regular));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private Optional<Found> find(String name, Path entry) throws IOException {
        return at(entry)
                .filter(Found::regular)
                .filter(found -> found.object().name().equals(name));
    }

    /** Something that has a name in the directory. */
    record Found(StoredObject object, boolean regular) {}

    private Map<String, Object> facts(Path place) throws IOException {
        boolean numbered = place.getFileSystem().supportedFileAttributeViews().contains("unix");
        return Files.readAttributes(
                place,
                (numbered ? "unix:ino," : "") + "isRegularFile,lastModifiedTime,size",
                LinkOption.NOFOLLOW_LINKS);
    }

    private static StoredObject object(String name, Map<String, Object> facts) {
        long size = (Long) Objects.requireNonNull(facts.get("size"));
        FileTime time = (FileTime) Objects.requireNonNull(facts.get("lastModifiedTime"));
        String version = facts.getOrDefault("ino", "") + "." + time.to(TimeUnit.SECONDS) + "."
                + time.toInstant().getNano() + "." + size;
        return new StoredObject(name, size, time.toInstant(), version);
    }
}
