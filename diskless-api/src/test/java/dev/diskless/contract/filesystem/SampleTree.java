package dev.diskless.contract.filesystem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A small tree of files that tests plant with {@link Files} and look for later. Links, permissions and owners are part
 * of it where the file system has them. Its times are even seconds.
 */
public final class SampleTree {

    /** The time of everything in the tree. */
    public static final FileTime TIME = FileTime.from(Instant.parse("2024-02-29T12:34:56Z"));

    private static final int MANY = 300;

    private final boolean links;

    /**
     * The tree.
     *
     * @param links whether symbolic links belong to it
     */
    public SampleTree(boolean links) {
        this.links = links;
    }

    /** Makes the tree in an empty directory. */
    public void plant(Path root) throws IOException {
        boolean posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
        for (Map.Entry<String, byte[]> file : files().entrySet()) {
            Path path = root.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
            if (posix) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
            }
            Files.setLastModifiedTime(path, TIME);
        }
        if (links) {
            for (Map.Entry<String, String> link : links().entrySet()) {
                Files.createSymbolicLink(
                        root.resolve(link.getKey()), root.getFileSystem().getPath(link.getValue()));
            }
        }
        for (String directory : directories()) {
            Path path = Files.createDirectories(root.resolve(directory));
            if (posix) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-x---"));
            }
        }
        // Some file systems change the time of a directory when something is made in it.
        for (String directory : directories()) {
            Files.setLastModifiedTime(root.resolve(directory), TIME);
        }
    }

    /** Fails unless a directory holds the tree and nothing else; {@code lost+found} in it is nobody's concern. */
    public void verify(Path root) throws IOException {
        boolean posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
        Set<String> expected = new TreeSet<>(files().keySet());
        expected.addAll(directories());
        if (links) {
            expected.addAll(links().keySet());
        }
        try (Stream<Path> walk = Files.walk(root)) {
            assertEquals(
                    expected,
                    walk.map(path -> root.relativize(path).toString())
                            .filter(name -> !name.isEmpty() && !name.equals("lost+found"))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
        for (Map.Entry<String, byte[]> file : files().entrySet()) {
            Path path = root.resolve(file.getKey());
            assertArrayEquals(file.getValue(), Files.readAllBytes(path), file.getKey());
            assertEquals(file.getValue().length, Files.size(path), file.getKey());
            assertEquals(TIME, Files.getLastModifiedTime(path), file.getKey());
            assertTrue(Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS), file.getKey());
            if (posix) {
                assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            }
        }
        for (String directory : directories()) {
            Path path = root.resolve(directory);
            assertTrue(Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS), directory);
            assertEquals(TIME, Files.getLastModifiedTime(path), directory);
            if (posix) {
                assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            }
        }
        if (links) {
            for (Map.Entry<String, String> link : links().entrySet()) {
                assertEquals(
                        link.getValue(),
                        Files.readSymbolicLink(root.resolve(link.getKey())).toString());
            }
            assertEquals("hello\n", Files.readString(root.resolve("link")));
        }
    }

    private static Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("etc/hello.txt", "hello\n".getBytes(StandardCharsets.UTF_8));
        files.put("etc/empty", new byte[0]);
        files.put("boot/large.bin", random(1_500_000));
        files.put("boot/zeros", new byte[100_000]);
        files.put("names/A rather long name with spaces and (brackets) that no old system would take.text", random(10));
        files.put("names/ümläut-日本語", random(11));
        for (int i = 0; i < MANY; i++) {
            files.put("many/file-number-" + i, random(i));
        }
        return files;
    }

    private static List<String> directories() {
        List<String> directories = new ArrayList<>(List.of("etc", "boot", "names", "many", "none"));
        StringBuilder deep = new StringBuilder("deep");
        for (int i = 0; i < 20; i++) {
            directories.add(deep.toString());
            deep.append("/d").append(i);
        }
        return directories;
    }

    private static Map<String, String> links() {
        return Map.of("link", "etc/hello.txt", "etc/up", "..", "etc/dangling", "x".repeat(200));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
