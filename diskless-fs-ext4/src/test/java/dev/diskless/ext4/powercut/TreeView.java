package dev.diskless.ext4.powercut;

import dev.diskless.ext4.internal.DirectoryName;
import dev.diskless.ext4.internal.InodeStat;
import dev.diskless.ext4.internal.Volume;
import dev.diskless.ext4.internal.disk.Mode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * All objects of a file system by their paths: type, permissions, owners, content, time of modification, extended
 * attributes. What a cut may leave wrong for a while, as counts of links and times of access, is not among it.
 *
 * @param objects the facts of each path
 * @param links one complaint for each inode that has more names than it counts
 * @param inodes the numbers of all inodes that have a name
 * @param parents one complaint for each directory that names another parent than that in which it is found
 */
record TreeView(Map<String, String> objects, Set<Long> inodes, List<String> links, List<String> parents) {

    static TreeView of(Volume volume) throws IOException {
        Map<String, String> objects = new TreeMap<>();
        Map<Long, int[]> names = new TreeMap<>();
        List<String> parents = new ArrayList<>();
        add(volume, "", Volume.ROOT, objects, names, parents);
        List<String> links = new ArrayList<>();
        names.forEach((inode, counts) -> {
            // One stands for "many" in the directories of some volumes.
            if (counts[0] > counts[1] && !(counts[2] != 0 && counts[1] == 1)) {
                links.add("inode " + inode + " has " + counts[0] + " names and counts " + counts[1]);
            }
        });
        return new TreeView(objects, Set.copyOf(names.keySet()), links, parents);
    }

    private static void add(
            Volume volume,
            String path,
            long inode,
            Map<String, String> objects,
            Map<Long, int[]> names,
            List<String> parents)
            throws IOException {
        InodeStat stat = volume.stat(inode);
        boolean directory = Mode.is(stat.mode(), Mode.DIRECTORY);
        int[] counts = names.computeIfAbsent(inode, key -> new int[] {0, stat.links(), directory ? 1 : 0});
        counts[0]++;
        CRC32C sum = new CRC32C();
        if (Mode.is(stat.mode(), Mode.REGULAR)) {
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            for (long at = 0; volume.read(inode, at, buffer.clear()) > 0; at += buffer.position()) {
                sum.update(buffer.duplicate().flip());
            }
        } else if (Mode.is(stat.mode(), Mode.SYMBOLIC_LINK)) {
            sum.update(volume.readLink(inode));
        }
        Map<String, String> attributes = new TreeMap<>();
        for (byte[] name : volume.attributeNames(inode)) {
            attributes.put(string(name), string(volume.attribute(inode, name)));
        }
        objects.put(
                path,
                facts(
                        stat.mode(),
                        stat.uid(),
                        stat.gid(),
                        directory ? 0 : stat.size(),
                        (long) stat.rdevMajor() << 8 | stat.rdevMinor(),
                        stat.modified(),
                        sum.getValue(),
                        attributes));
        if (directory) {
            counts[0]++;
            for (DirectoryName entry : volume.list(inode)) {
                String child = path + "/" + string(entry.name());
                long number = volume.lookup(inode, entry.name()).orElseThrow();
                if (number != entry.inode() || objects.containsKey(child)) {
                    throw new IOException(child + " is found in two ways");
                }
                if (Mode.is(volume.stat(number).mode(), Mode.DIRECTORY)) {
                    counts[0]++;
                    long parent = volume.lookup(number, string("..")).orElseThrow();
                    if (parent != inode) {
                        parents.add(child + " has another parent: " + parent);
                    }
                }
                add(volume, child, number, objects, names, parents);
            }
            // The entry in the parent and the one named "." were counted, and one ".." for each directory in it.
        }
    }

    /** What the kernel shows of the file system it mounted. */
    static TreeView ofHost(Path root) throws IOException {
        Map<String, String> objects = new TreeMap<>();
        try (var paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                objects.put(path.equals(root) ? "" : "/" + root.relativize(path), hostFacts(path));
            }
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
        return new TreeView(objects, Set.of(), List.of(), List.of());
    }

    private static String hostFacts(Path path) throws IOException {
        Map<String, Object> all = Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS);
        int mode = (int) all.get("mode");
        CRC32C sum = new CRC32C();
        Map<String, String> attributes = new TreeMap<>();
        if (Mode.is(mode, Mode.REGULAR)) {
            sum.update(Files.readAllBytes(path));
        } else if (Mode.is(mode, Mode.SYMBOLIC_LINK)) {
            sum.update(Files.readSymbolicLink(path).toString().getBytes(StandardCharsets.UTF_8));
        }
        if (Mode.is(mode, Mode.REGULAR) || Mode.is(mode, Mode.DIRECTORY)) {
            var view = Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
            for (String name : view.list()) {
                ByteBuffer value = ByteBuffer.allocate(view.size(name));
                view.read(name, value);
                attributes.put("user." + name, string(value.array()));
            }
        }
        return facts(
                mode,
                (int) all.get("uid"),
                (int) all.get("gid"),
                Mode.is(mode, Mode.DIRECTORY) ? 0 : (long) all.get("size"),
                (long) all.get("rdev"),
                ((FileTime) all.get("lastModifiedTime")).toInstant(),
                sum.getValue(),
                attributes);
    }

    private static String facts(
            int mode,
            long uid,
            long gid,
            long size,
            long device,
            Instant modified,
            long sum,
            Map<String, String> attributes) {
        return String.join(
                " ",
                Integer.toOctalString(mode),
                uid + ":" + gid,
                "size " + size,
                "device " + device,
                "modified " + modified,
                "sum " + sum,
                attributes.toString());
    }

    private static String string(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] string(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Where two trees differ, for people. */
    String differences(TreeView other) {
        List<String> lines = new ArrayList<>();
        objects.forEach((path, facts) -> {
            if (!facts.equals(other.objects.get(path))) {
                lines.add("  " + path + ": " + facts + " | " + other.objects.get(path));
            }
        });
        other.objects.keySet().stream()
                .filter(path -> !objects.containsKey(path))
                .forEach(path -> lines.add("  " + path + ": nothing | " + other.objects.get(path)));
        return String.join("\n", lines.subList(0, Math.min(6, lines.size())));
    }
}
