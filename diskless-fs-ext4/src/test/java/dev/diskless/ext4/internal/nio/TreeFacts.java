package dev.diskless.ext4.internal.nio;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What there is to say of every object below a directory, for comparing trees of two file systems. */
public final class TreeFacts {

    /**
     * Times that tests set lie before, times that clocks give behind this. The latter are not compared, but that a time
     * is of the one kind or the other is.
     */
    static final Instant CLOCKS = Instant.parse("2020-01-01T00:00:00Z");

    private final Path root;
    private final SortedMap<String, String> facts = new TreeMap<>();
    private final Map<Object, String> inodes = new HashMap<>();

    private TreeFacts(Path root) {
        this.root = root;
    }

    /** Names relative to the root, with type, mode, owners, links, size, time, content, and attributes of users. */
    public static SortedMap<String, String> of(Path root) throws IOException {
        TreeFacts facts = new TreeFacts(root);
        facts.directory(root);
        return facts.facts;
    }

    private void directory(Path directory) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(path -> names.add(path.getFileName().toString()));
        }
        for (String name : names) {
            Path path = directory.resolve(name);
            if (directory.equals(root) && name.equals("lost+found")) {
                continue;
            }
            facts.put(
                    root.relativize(path).toString(),
                    of(path, root.relativize(path).toString()));
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                directory(path);
            }
        }
    }

    private String of(Path path, String name) throws IOException {
        Map<String, Object> unix =
                Files.readAttributes(path, "unix:mode,uid,gid,nlink,size,rdev,ino", LinkOption.NOFOLLOW_LINKS);
        int mode = (Integer) unix.get("mode");
        StringBuilder text = new StringBuilder();
        text.append(Integer.toOctalString(mode));
        text.append(' ').append(unix.get("uid")).append(':').append(unix.get("gid"));
        text.append(" links ").append(unix.get("nlink"));
        String first = inodes.putIfAbsent(unix.get("ino"), name);
        if (first != null) {
            text.append(" like ").append(first);
        }
        text.append(" modified ").append(time(Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS)));
        if (UnixMode.isDevice(mode)) {
            text.append(" device ").append(unix.get("rdev"));
        } else if (UnixMode.isSymbolicLink(mode)) {
            text.append(" to ").append(Files.readSymbolicLink(path));
        } else if (UnixMode.isRegular(mode)) {
            text.append(" size ").append(unix.get("size")).append(' ').append(digest(path));
        }
        if (UnixMode.isRegular(mode) || UnixMode.isDirectory(mode)) {
            text.append(attributes(path));
        }
        return text.toString();
    }

    static String time(FileTime time) {
        return time.toInstant().isBefore(CLOCKS) ? time.toString() : "later";
    }

    static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return new BigInteger(1, digest.digest()).toString(36);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Empty where a file system has none. */
    static String attributes(Path path) throws IOException {
        UserDefinedFileAttributeView view = Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
        if (view == null) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (String name : new TreeSet<>(Objects.requireNonNull(view).list())) {
            ByteBuffer value = ByteBuffer.allocate(view.size(name));
            view.read(name, value);
            text.append(' ').append(name).append('=').append(new BigInteger(1, value.array()).toString(36));
        }
        return text.toString();
    }
}
