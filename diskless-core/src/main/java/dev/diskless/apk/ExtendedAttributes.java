package dev.diskless.apk;

import dev.diskless.medium.NameBytes;
import dev.diskless.medium.UnixFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Compares extended attributes with a recorded digest: over each attribute, sorted by name, the big-endian lengths and
 * the bytes of name and value. Thread-safe.
 *
 * <p>Where the file system has a view of them all, {@code xattr}, all are compared. Of a plain host, Java shows only those
 * whose names begin with {@code user.}: these are compared where nothing is recorded, and where something is recorded
 * that they do not explain, the file counts as not compared.
 */
final class ExtendedAttributes {

    private static final String USER = "user.";

    private final boolean all;
    private final boolean user;
    private final Map<Long, Boolean> shown = new ConcurrentHashMap<>();
    private final AtomicLong notCompared = new AtomicLong();

    ExtendedAttributes(Path root) {
        all = root.getFileSystem().supportedFileAttributeViews().contains("xattr");
        user = root.getFileSystem().supportedFileAttributeViews().contains("user");
    }

    long notCompared() {
        return notCompared.get();
    }

    boolean match(
            Path path, UnixFacts facts, RecordedDigest recorded, Function<RecordedDigest.Kind, MessageDigest> digests)
            throws IOException {
        boolean records = recorded.kind() != RecordedDigest.Kind.NONE;
        SortedMap<byte[], byte[]> found;
        if (all) {
            found = all(path);
        } else if (facts.is(UnixFacts.REGULAR) && user && isShown(path, facts)) {
            found = ofUser(path);
        } else {
            // The JDK opens what it reads attributes of; a FIFO would wait for somebody at its other end.
            found = Collections.emptySortedMap();
        }
        if (found.isEmpty() && !records) {
            return true;
        }
        boolean same = records && !found.isEmpty() && recorded.matches(digest(found, digests.apply(recorded.kind())));
        if (!same && records && !all) {
            notCompared.incrementAndGet();
            return true;
        }
        return same;
    }

    private static byte[] digest(SortedMap<byte[], byte[]> attributes, MessageDigest digest) {
        attributes.forEach((name, value) -> {
            digest.update(ByteBuffer.allocate(4).putInt(name.length).array());
            digest.update(name);
            digest.update(ByteBuffer.allocate(4).putInt(value.length).array());
            digest.update(value);
        });
        return digest.digest();
    }

    private static SortedMap<byte[], byte[]> all(Path path) throws IOException {
        SortedMap<byte[], byte[]> found = new TreeMap<>(Arrays::compareUnsigned);
        Files.readAttributes(path, "xattr:*", LinkOption.NOFOLLOW_LINKS)
                .forEach((name, value) -> found.put(bytes(name), (byte[]) value));
        return found;
    }

    private static SortedMap<byte[], byte[]> ofUser(Path path) throws IOException {
        SortedMap<byte[], byte[]> found = new TreeMap<>(Arrays::compareUnsigned);
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(path, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            return found;
        }
        try {
            for (String name : view.list()) {
                ByteBuffer value = ByteBuffer.allocate(view.size(name));
                view.read(name, value);
                found.put(bytes(USER + name), Arrays.copyOf(value.array(), value.position()));
            }
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            // The mount has none, or the host shows none.
            return new TreeMap<>(Arrays::compareUnsigned);
        }
        return found;
    }

    private boolean isShown(Path path, UnixFacts facts) throws IOException {
        Boolean known = shown.get(facts.device());
        if (known == null) {
            known = Files.getFileStore(path).supportsFileAttributeView(UserDefinedFileAttributeView.class);
            shown.put(facts.device(), known);
        }
        return known;
    }

    private static byte[] bytes(String name) {
        return NameBytes.encode(name).orElseGet(() -> name.getBytes(StandardCharsets.UTF_8));
    }
}
