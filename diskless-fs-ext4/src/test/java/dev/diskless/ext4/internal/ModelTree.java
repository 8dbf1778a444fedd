package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diskless.device.ImageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** A seeded tree of every kind of object, with what each must look like afterwards. */
final class ModelTree {

    private static final int HOLE = 1 << 20;

    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, Long> inodes = new LinkedHashMap<>();
    private final Random random = new Random(42);
    private final Volume volume;

    /** What an object must look like; long content is made by a rule of its seed. */
    record Node(
            int mode,
            long uid,
            long gid,
            long size,
            byte[] content,
            long seed,
            long hole,
            int major,
            int minor,
            Instant modified) {

        int type() {
            return mode & 0xF000;
        }

        /** The bytes of a file from a position on. */
        byte[] bytes(long from, int length) {
            if (content != null) {
                return Arrays.copyOfRange(content, (int) from, (int) from + length);
            }
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                long at = from + i;
                bytes[i] = at < hole ? 0 : (byte) (at * 31 + (at >> 12) * 7 + seed);
            }
            return bytes;
        }

        int links(ModelTree tree) {
            if (type() == Sample.DIRECTORY) {
                return tree.subdirectories(this) + 2;
            }
            int count = 0;
            for (Node node : tree.nodes.values()) {
                count += node == this ? 1 : 0;
            }
            return count;
        }

        long rdev() {
            return major == 0 && minor == 0 ? 0 : (minor & 0xFFL) | (long) major << 8 | (minor & ~0xFFL) << 12;
        }
    }

    private ModelTree(Volume volume) {
        this.volume = volume;
        inodes.put("", Volume.ROOT);
    }

    Map<String, Node> nodes() {
        return nodes;
    }

    static ModelTree make(Path image, long size) throws IOException {
        try (ImageFile device = ImageFile.create(image, size)) {
            Volume volume = Sample.format(device);
            ModelTree tree = new ModelTree(volume);
            tree.fill(size >= 1L << 30);
            volume.close();
            return tree;
        }
    }

    private void fill(boolean large) throws IOException {
        for (int size : new int[] {0, 1, 59, 60, 511, 1023, 1024, 1025, 4095, 4096, 4097, 12_288, 1 << 20, 5_000_001}) {
            file("size-" + size, size, 0);
        }
        file("large", large ? 300L << 20 : 30L << 20, 0);
        file("sparse", 3 << 20, HOLE);
        for (int length : new int[] {1, 59, 60, 61, 1000, large ? 4095 : 1023}) {
            add("link-" + length, Sample.LINK | 0777, "x/".repeat(2048).substring(0, length - 1) + "y", 0, 0);
        }
        add("fifo", 0x1000 | 0600, null, 0, 0);
        add("socket", 0xC000 | 0755, null, 0, 0);
        add("null", 0x2000 | 0666, null, 1, 3);
        add("sda", 0x6000 | 0660, null, 8, 0);
        add("nvme", 0x6000 | 0660, null, 259, 300);
        add("far", 0x2000 | 0660, null, 4095, 1_048_575);
        String deep = "deep";
        for (int i = 0; i < 40; i++) {
            directory(deep);
            file(deep + "/f", 100 + i, 0);
            deep += "/d" + i;
        }
        directory("names");
        file("names/" + "n".repeat(255), 10, 0);
        file("names/\u00e9\u4e2d \t\"'", 10, 0);
        for (int d = 0; d < 30; d++) {
            directory("many-" + d);
            for (int f = 0; f < 120; f++) {
                file("many-" + d + "/file-" + random.nextInt(1 << 20) + "-" + f, random.nextInt(9000), 0);
            }
        }
        directory("flat");
        for (int f = 0; f < 3000; f++) {
            add("flat/entry-with-a-longer-name-" + f, 0x1000 | 0644, null, 0, 0);
        }
        file("hard", 2000, 0);
        for (int i = 0; i < 5; i++) {
            volume.link(inodes.get("names"), Sample.bytes("hard-" + i), inodes.get("hard"));
            nodes.put("names/hard-" + i, nodes.get("hard"));
        }
    }

    private void directory(String path) throws IOException {
        add(path, Sample.DIRECTORY | 0755, null, 0, 0);
    }

    private void file(String path, long size, long hole) throws IOException {
        int mode = Sample.FILE | random.nextInt(01000);
        long inode = create(path, mode, null, 0, 0);
        Node node = new Node(mode, uid(path), gid(path), size, null, random.nextInt(256), hole, 0, 0, time(path));
        for (long at = hole; at < size; ) {
            int part = (int) Math.min(size - at, 1 + random.nextInt(large(size)));
            volume.write(inode, at, ByteBuffer.wrap(node.bytes(at, part)), true);
            at += part;
        }
        touch(inode, path);
        nodes.put(path, node);
    }

    private static int large(long size) {
        return size > 1 << 20 ? 3 << 20 : 20_000;
    }

    private void add(String path, int mode, String target, int major, int minor) throws IOException {
        byte[] bytes = target == null ? null : Sample.bytes(target);
        long inode = create(path, mode, bytes, major, minor);
        touch(inode, path);
        long size = bytes == null ? 0 : bytes.length;
        nodes.put(path, new Node(mode, uid(path), gid(path), size, bytes, 0, 0, major, minor, time(path)));
    }

    private long create(String path, int mode, byte[] target, int major, int minor) throws IOException {
        int slash = path.lastIndexOf('/');
        long parent = inodes.get(slash < 0 ? "" : path.substring(0, slash));
        NewInode object = new NewInode(mode, uid(path), gid(path), major, minor);
        long inode = volume.create(parent, Sample.bytes(path.substring(slash + 1)), object, target);
        inodes.put(path, inode);
        return inode;
    }

    private void touch(long inode, String path) throws IOException {
        volume.change(inode, new InodeChange(null, null, null, time(path), time(path), null));
    }

    private static long uid(String path) {
        return Integer.toUnsignedLong(path.hashCode()) % 100_000;
    }

    private static long gid(String path) {
        return Integer.toUnsignedLong(path.hashCode() * 31) % 100_000;
    }

    private static Instant time(String path) {
        return Instant.ofEpochSecond(
                Integer.toUnsignedLong(path.hashCode()), Integer.toUnsignedLong(path.hashCode()) % 1_000_000_000);
    }

    private int subdirectories(Node directory) {
        String prefix = nodes.entrySet().stream()
                        .filter(entry -> entry.getValue() == directory)
                        .findFirst()
                        .orElseThrow()
                        .getKey()
                + "/";
        return (int) nodes.entrySet().stream()
                .filter(entry -> entry.getValue().type() == Sample.DIRECTORY)
                .filter(entry ->
                        entry.getKey().startsWith(prefix) && entry.getKey().indexOf('/', prefix.length()) < 0)
                .count();
    }

    void assertSame(Volume read, String path, Node node) throws IOException {
        long inode = Sample.resolve(read, path);
        InodeStat stat = read.stat(inode);
        assertEquals(node.mode(), stat.mode(), path);
        assertEquals(node.uid(), stat.uid(), path);
        assertEquals(node.gid(), stat.gid(), path);
        assertEquals(node.modified(), stat.modified(), path);
        assertEquals(node.modified(), stat.accessed(), path);
        assertEquals(Sample.TIME, stat.changed(), path);
        assertEquals(Sample.TIME, stat.created(), path);
        assertEquals(node.major(), stat.rdevMajor(), path);
        assertEquals(node.minor(), stat.rdevMinor(), path);
        assertEquals(node.links(this), stat.links(), path);
        if (node.type() == Sample.LINK) {
            assertArrayEquals(node.content(), read.readLink(inode), path);
        } else if (node.type() == Sample.FILE) {
            assertEquals(node.size(), stat.size(), path);
            ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
            long at = 0;
            while (read.read(inode, at, buffer) > 0) {
                assertArrayEquals(
                        node.bytes(at, buffer.position()), Arrays.copyOf(buffer.array(), buffer.position()), path);
                at += buffer.position();
                buffer.clear();
            }
            assertEquals(node.size(), at, path);
        }
    }
}
