package dev.diskless.lbu;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.internal.DurableNames;
import dev.diskless.medium.NameBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;

/**
 * A small configuration file below a root: read as text, and replaced whole or not at all. No link of the root leads
 * out of it. Writing keeps owner and mode of the file that was there; a new one is readable by everybody.
 */
final class RootFile {

    /** Bytes of a file; a longer one is no configuration that somebody wrote. */
    static final int LIMIT = 1 << 20;

    private static final int NEW_MODE = 0644;
    private static final int NEW_DIRECTORY_MODE = 0755;

    private final Path root;
    private final String name;

    private RootFile(Path root, String name) {
        this.root = root;
        this.name = name;
    }

    /** A file named from the root without a leading slash. */
    static RootFile of(Path root, String name) {
        return new RootFile(root, name);
    }

    /** The text, as {@link NameBytes} gives it; empty if there is no such file. */
    Optional<String> text() throws IOException {
        try {
            return read();
        } catch (IOException e) {
            throw failed("a configuration file cannot be read", e);
        }
    }

    private IOException failed(String what, IOException e) {
        return e instanceof Fault
                ? e
                : new DisklessException(
                        FaultDetail.of(FaultCode.IO, what)
                                .at(this)
                                .found(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
                                .cure("look at the file, and at what it lies on"),
                        e);
    }

    private Optional<String> read() throws IOException {
        Path file = resolved();
        if (!isThere(file)) {
            return Optional.empty();
        }
        checkRegular(file);
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LIMIT + 1);
        }
        if (bytes.length > LIMIT) {
            throw new LimitExceededException(LimitExceededException.detail("a configuration file is too large")
                    .at(file)
                    .expected("at most " + LIMIT + " bytes"));
        }
        return Optional.of(NameBytes.decode(bytes));
    }

    /** Writes the text durably, and the directories that lack. Does nothing if it is there already. */
    void write(String text) throws IOException {
        try {
            replace(text);
        } catch (IOException e) {
            throw failed("a configuration file cannot be written", e);
        }
    }

    private void replace(String text) throws IOException {
        if (text().filter(text::equals).isPresent()) {
            return;
        }
        byte[] bytes = NameBytes.encode(text)
                .orElseThrow(() ->
                        new InvalidRequestException(InvalidRequestException.detail("a text with half a surrogate pair")
                                .at(this)));
        Path file = resolved();
        Path directory = directory(file);
        Path written = Files.createTempFile(directory, ".diskless-", "");
        try {
            try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
                for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
                    channel.write(rest);
                }
                attributes(file, written);
                channel.force(true);
            }
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
        DurableNames.force(directory);
    }

    /** The directory of the file, which is made if it lacks. */
    Path directory() throws IOException {
        try {
            return directory(resolved());
        } catch (IOException e) {
            throw failed("the directory of a configuration file cannot be made", e);
        }
    }

    /** Puts back what {@link #text} gave. */
    void restore(Optional<String> old) throws IOException {
        if (old.isPresent()) {
            write(old.get());
        } else {
            Path file = resolved();
            Files.deleteIfExists(file);
            DurableNames.force(parent(file));
        }
    }

    /** Where the link of this name points to; empty if there is nothing. */
    Optional<String> linkTarget() throws IOException {
        Path link = place();
        if (Files.isSymbolicLink(link)) {
            return Optional.of(Files.readSymbolicLink(link).toString());
        }
        if (isThere(link)) {
            throw new DisklessException(
                    FaultDetail.of(FaultCode.EXISTS, "something that is no link stands where a link belongs")
                            .at(this)
                            .cure("move it away"));
        }
        return Optional.empty();
    }

    /** Puts a link in the place of one, or of nothing, at once; false if it is there already. */
    boolean link(String target) throws IOException {
        if (linkTarget().filter(target::equals).isPresent()) {
            return false;
        }
        Path link = place();
        Path directory = directory(link);
        Path made = Files.createTempFile(directory, ".diskless-", "");
        Files.delete(made);
        Files.createSymbolicLink(made, link.getFileSystem().getPath(target));
        try {
            Files.move(made, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(made);
        }
        DurableNames.force(directory);
        return true;
    }

    /** Fails if something that is no directory stands in the place of this directory. */
    void checkDirectory() throws IOException {
        Path place = resolved();
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            throw new DisklessException(
                    FaultDetail.of(FaultCode.EXISTS, "something that is no directory stands in the way")
                            .at(place)
                            .cure("move it away"));
        }
    }

    /** Makes this directory and those above that lack; false if it is there already. */
    boolean makeDirectory() throws IOException {
        checkDirectory();
        Path place = resolved();
        if (Files.isDirectory(place)) {
            return false;
        }
        directory(place.resolve("."));
        return true;
    }

    // The directory of the file; each one that is made is durable in its parent.
    private static Path directory(Path file) throws IOException {
        Path directory = parent(file);
        if (!Files.isDirectory(directory)) {
            Path above = directory(directory);
            try {
                Files.createDirectory(directory);
            } catch (FileAlreadyExistsException e) {
                // Somebody else made it just now, or something else stands there.
                if (Files.isDirectory(directory)) {
                    return directory;
                }
                throw e;
            }
            if (isUnix(directory)) {
                Files.setAttribute(directory, "unix:mode", NEW_DIRECTORY_MODE);
            }
            DurableNames.force(above);
        }
        return directory;
    }

    private static Path parent(Path file) throws DisklessException {
        Path parent = file.getParent();
        if (parent == null) {
            throw new DisklessException(
                    FaultDetail.of(FaultCode.NOT_FOUND, "the root is not there").at(file));
        }
        return parent;
    }

    private static void attributes(Path file, Path written) throws IOException {
        if (!isUnix(written)) {
            return;
        }
        Map<String, Object> made = Files.readAttributes(written, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
        Map<String, Object> old =
                isThere(file) ? Files.readAttributes(file, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS) : Map.of();
        for (String owner : new String[] {"uid", "gid"}) {
            Object value = old.get(owner);
            if (value != null && !value.equals(made.get(owner))) {
                Files.setAttribute(written, "unix:" + owner, value);
            }
        }
        Files.setAttribute(written, "unix:mode", old.get("mode") instanceof Integer mode ? mode & 07777 : NEW_MODE);
    }

    private static boolean isUnix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    // A file that cannot be looked at may be there; to take it for absent would be to lose it.
    private static boolean isThere(Path file) throws IOException {
        try {
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        }
    }

    private void checkRegular(Path file) throws DisklessException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new DisklessException(
                    FaultDetail.of(FaultCode.UNSUPPORTED, "a configuration file must be a regular file")
                            .at(this));
        }
    }

    // The place of a link itself: only what is above it is resolved.
    private Path place() throws IOException {
        int slash = name.lastIndexOf('/');
        return slash < 0
                ? root.resolve(name)
                : of(root, name.substring(0, slash)).resolved().resolve(name.substring(slash + 1));
    }

    // Links are followed where the root is that of its file system, for there they cannot lead out.
    private Path resolved() throws IOException {
        boolean whole = root.toAbsolutePath().normalize().getParent() == null;
        Path at = root;
        for (String part : name.split("/")) {
            at = at.resolve(part);
            if (!Files.isSymbolicLink(at)) {
                continue;
            }
            if (!whole || !Files.exists(at)) {
                throw new DisklessException(
                        FaultDetail.of(FaultCode.UNSUPPORTED, "a link stands in the way to a configuration file")
                                .at(at)
                                .found("a link to " + Files.readSymbolicLink(at))
                                .cure("put a directory or a file in its place"));
            }
            at = at.toRealPath();
        }
        return at;
    }

    @Override
    public String toString() {
        return root.resolve(name).toString();
    }
}
