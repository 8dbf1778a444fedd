package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.ext4.internal.disk.Mode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that programs can see of a tree, a line for each path, in the same words whether the kernel tells it or we: mode,
 * owner, group, names, device, size, time of change of the content in nanoseconds, content, and attributes with access
 * control lists.
 */
final class TreeListing {

    /** Defines {@code show}, which prints the lines of a tree. */
    static final String SHOW = """
            import hashlib, os, stat, sys
            sys.setrecursionlimit(5000)
            def show(path, name):
                s = os.lstat(path)
                kind, sha = stat.S_IFMT(s.st_mode), '-'
                if kind == stat.S_IFREG:
                    h = hashlib.sha256()
                    with open(path, 'rb') as f:
                        for part in iter(lambda: f.read(1 << 20), b''):
                            h.update(part)
                    sha = h.hexdigest()
                elif kind == stat.S_IFLNK:
                    sha = os.readlink(path).hex()
                names = sorted(os.fsencode(a) for a in os.listxattr(path, follow_symlinks=False))
                attributes = [a.hex() + '=' + os.getxattr(path, a, follow_symlinks=False).hex() for a in names]
                size = 0 if kind == stat.S_IFDIR else s.st_size
                device = '%d:%d' % (os.major(s.st_rdev), os.minor(s.st_rdev))
                print(name.hex() or '-', oct(s.st_mode)[2:], s.st_uid, s.st_gid, s.st_nlink, device, size, s.st_mtime_ns,
                      sha, ','.join(attributes) or '-')
                if kind == stat.S_IFDIR:
                    for child in sorted(os.listdir(path)):
                        show(path + b'/' + child, name + b'/' + child)
            """;

    private final Volume volume;
    private final Map<String, String> lines = new TreeMap<>();

    private TreeListing(Volume volume) {
        this.volume = volume;
    }

    /** What the host sees below a directory. */
    static Map<String, String> ofHost(Path root) {
        Map<String, String> lines = new TreeMap<>();
        RealTool.named("python3")
                .run("-c", SHOW + "show(os.fsencode(sys.argv[1]), b'')\n", root)
                .succeeded()
                .out()
                .lines()
                .forEach(line -> put(lines, line));
        return lines;
    }

    /** What the kernel sees on an image. */
    static Map<String, String> ofKernel(Path image, Path mountPoint) throws IOException {
        try (LoopMount mount = LoopMount.readOnly(image, mountPoint)) {
            return ofHost(mount.root());
        } finally {
            Files.deleteIfExists(mountPoint);
        }
    }

    static Map<String, String> of(Volume volume) throws IOException {
        TreeListing listing = new TreeListing(volume);
        listing.add(new byte[0], Volume.ROOT);
        return listing.lines;
    }

    /** Shows only what differs. */
    static void assertSame(Map<String, String> expected, Map<String, String> found, String message) {
        List<String> differences = new ArrayList<>();
        for (Map.Entry<String, String> entry : expected.entrySet()) {
            String other = found.get(entry.getKey());
            if (!entry.getValue().equals(other)) {
                differences.add(entry.getKey() + "\n  expected " + entry.getValue() + "\n  found    " + other);
            }
        }
        found.forEach((path, line) -> {
            if (!expected.containsKey(path)) {
                differences.add(path + "\n  expected nothing\n  found    " + line);
            }
        });
        assertEquals(
                "",
                String.join("\n", differences.subList(0, Math.min(10, differences.size()))),
                message + ": " + differences.size() + " differences");
    }

    static void put(Map<String, String> lines, String line) {
        int space = line.indexOf(' ');
        byte[] path = space == 1 ? new byte[0] : HexFormat.of().parseHex(line.substring(0, space));
        lines.put(new String(path, StandardCharsets.ISO_8859_1), line.substring(space + 1));
    }

    private void add(byte[] path, long inode) throws IOException {
        InodeStat stat = volume.stat(inode);
        boolean isDirectory = Mode.is(stat.mode(), Mode.DIRECTORY);
        String content = "-";
        if (Mode.is(stat.mode(), Mode.REGULAR)) {
            content = digest(inode);
        } else if (Mode.is(stat.mode(), Mode.SYMBOLIC_LINK)) {
            content = HexFormat.of().formatHex(volume.readLink(inode));
        }
        Map<String, String> attributes = new TreeMap<>();
        for (byte[] name : volume.attributeNames(inode)) {
            String key = HexFormat.of().formatHex(name);
            attributes.put(key, key + "=" + HexFormat.of().formatHex(volume.attribute(inode, name)));
        }
        Instant modified = stat.modified();
        String facts = String.join(
                " ",
                Integer.toOctalString(stat.mode()),
                stat.uid() + " " + stat.gid(),
                Long.toString(stat.links()),
                stat.rdevMajor() + ":" + stat.rdevMinor(),
                Long.toString(isDirectory ? 0 : stat.size()),
                Long.toString(modified.getEpochSecond() * 1_000_000_000L + modified.getNano()),
                content,
                attributes.isEmpty() ? "-" : String.join(",", attributes.values()));
        lines.put(new String(path, StandardCharsets.ISO_8859_1), facts);
        if (isDirectory) {
            for (DirectoryName name : volume.list(inode)) {
                byte[] child = ByteBuffer.allocate(path.length + 1 + name.name().length)
                        .put(path)
                        .put((byte) '/')
                        .put(name.name())
                        .array();
                add(child, volume.lookup(inode, name.name()).orElseThrow());
            }
        }
    }

    private String digest(long inode) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer buffer = ByteBuffer.allocate(1 << 18);
            for (long at = 0; volume.read(inode, at, buffer.clear()) > 0; at += buffer.limit()) {
                digest.update(buffer.flip());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
