package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diskless.medium.EntryType;
import dev.diskless.medium.NameBytes;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.spi.OverlayReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a tree on disk and an overlay say of the same entries, in one form to compare. */
record TreeFacts(String type, int mode, int uid, int gid, long time, String target, String device, String content) {

    private static final int MAX_DEPTH = 100;

    /** The facts without what unpacking programs leave to chance: times of all but files, modes of links. */
    TreeFacts comparable() {
        boolean link = type.equals("SYMLINK");
        return new TreeFacts(
                type, link ? 0777 : mode, uid, gid, type.equals("FILE") ? time : 0, target, device, content);
    }

    static Map<String, TreeFacts> comparable(Map<String, TreeFacts> facts) {
        Map<String, TreeFacts> result = new TreeMap<>();
        facts.forEach((name, fact) -> result.put(name, fact.comparable()));
        return result;
    }

    /** Fails the test with the differences alone. */
    static void assertSame(Map<String, TreeFacts> expected, Map<String, TreeFacts> found) {
        Map<String, TreeFacts> missing = new TreeMap<>(expected);
        missing.entrySet().removeAll(found.entrySet());
        Map<String, TreeFacts> surplus = new TreeMap<>(found);
        surplus.entrySet().removeAll(expected.entrySet());
        assertEquals(printable(missing), printable(surplus));
    }

    private static String printable(Map<String, TreeFacts> facts) {
        return facts.toString().replaceAll("[^ -~]", "?");
    }

    /** Everything below a directory of the host, by name from there. Of hard links the first by name is the file. */
    static Map<String, TreeFacts> ofDirectory(Path root) throws IOException {
        Map<String, TreeFacts> facts = new TreeMap<>();
        walk(root, "", facts, new HashMap<>(), 0);
        return facts;
    }

    private static void walk(
            Path directory, String prefix, Map<String, TreeFacts> facts, Map<Object, String> inodes, int depth)
            throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IOException("too deep: " + directory);
        }
        TreeMap<String, Path> children = new TreeMap<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(child -> children.put(prefix + rawName(child), child));
        }
        for (Map.Entry<String, Path> child : children.entrySet()) {
            facts.put(child.getKey(), of(child.getValue(), child.getKey(), inodes));
            if (Files.isDirectory(child.getValue(), LinkOption.NOFOLLOW_LINKS)) {
                walk(child.getValue(), child.getKey() + "/", facts, inodes, depth + 1);
            }
        }
    }

    private static TreeFacts of(Path path, String name, Map<Object, String> inodes) throws IOException {
        Map<String, Object> unix = Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS);
        int mode = (Integer) unix.get("mode");
        EntryType type = switch (mode >> 12) {
            case 010 -> EntryType.FILE;
            case 004 -> EntryType.DIRECTORY;
            case 012 -> EntryType.SYMLINK;
            case 002 -> EntryType.CHARACTER_DEVICE;
            case 006 -> EntryType.BLOCK_DEVICE;
            case 001 -> EntryType.FIFO;
            default -> throw new IOException("unknown type of " + path);
        };
        String same = inodes.putIfAbsent(unix.get("ino"), name);
        long rdev = ((Number) unix.get("rdev")).longValue();
        boolean device = type == EntryType.CHARACTER_DEVICE || type == EntryType.BLOCK_DEVICE;
        return new TreeFacts(
                same != null ? "HARD_LINK" : type.name(),
                mode & 07777,
                (Integer) unix.get("uid"),
                (Integer) unix.get("gid"),
                Math.floorDiv(((FileTime) unix.get("lastModifiedTime")).toMillis(), 1000L),
                same != null
                        ? same
                        : type == EntryType.SYMLINK
                                ? Files.readSymbolicLink(path).toString()
                                : "",
                device ? (rdev >> 8 & 0xfff) + ":" + (rdev & 0xff | rdev >> 12 & 0xfff00) : "",
                type == EntryType.FILE ? hash(Files.newInputStream(path)) : "");
    }

    /** The last component of a host path with its true bytes. */
    static String rawName(Path path) {
        String raw = path.toUri().getRawPath();
        if (raw.endsWith("/")) {
            raw = raw.substring(0, raw.length() - 1);
        }
        raw = raw.substring(raw.lastIndexOf('/') + 1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) == '%') {
                bytes.write(Integer.parseInt(raw.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(raw.charAt(i));
            }
        }
        return NameBytes.decode(bytes.toByteArray());
    }

    /** The entries of an overlay; hard links have the facts of their file. */
    static Map<String, TreeFacts> ofOverlay(OverlayReader reader) throws IOException {
        Map<String, TreeFacts> facts = new TreeMap<>();
        Map<String, String> groups = new HashMap<>();
        for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
            OverlayEntry e = next.get();
            boolean device = e.type() == EntryType.CHARACTER_DEVICE || e.type() == EntryType.BLOCK_DEVICE;
            TreeFacts fact = new TreeFacts(
                    e.type().name(),
                    e.mode(),
                    e.uid(),
                    e.gid(),
                    e.modified().getEpochSecond(),
                    e.linkTarget(),
                    device ? e.deviceMajor() + ":" + e.deviceMinor() : "",
                    e.type() == EntryType.FILE ? hash(reader.content()) : "");
            if (e.type() == EntryType.HARD_LINK) {
                groups.put(e.name(), groups.getOrDefault(e.linkTarget(), e.linkTarget()));
            }
            facts.put(e.name(), fact);
        }
        groups.forEach((name, file) -> link(facts, name, file));
        return facts;
    }

    // The file of a group is the first of its names, as in a walk of a directory.
    private static void link(Map<String, TreeFacts> facts, String name, String file) {
        TreeFacts f = facts.get(file);
        if (f == null) {
            throw new UncheckedIOException(new IOException("a hard link to nothing: " + name + " to " + file));
        }
        facts.put(name, new TreeFacts("HARD_LINK", f.mode, f.uid, f.gid, f.time, file, f.device, f.content));
    }

    private static String hash(InputStream content) throws IOException {
        try (content) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 13];
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
