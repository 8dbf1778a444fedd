package dev.diskless.examples;

import dev.diskless.contract.tool.RealTool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A tree of the host with a bit of everything, and what is to be said of one. */
final class HostTree {

    private static final Instant TIME = Instant.parse("2023-04-05T06:07:08.123456789Z");

    private HostTree() {}

    /** Makes it; what only root can make is left out where the tests are not root. */
    static Path make(Path top) throws IOException {
        Path etc = Files.createDirectories(top.resolve("etc/below"));
        Files.writeString(etc.resolve("hello"), "hello\n");
        Files.createLink(top.resolve("another-name"), etc.resolve("hello"));
        Files.writeString(top.resolve("etc/é with a blank"), "x".repeat(100_000));
        Files.createFile(top.resolve("etc/empty"));
        Files.createDirectory(top.resolve("empty-directory"));
        Files.createSymbolicLink(top.resolve("etc/link"), Path.of("../etc/below/hello"));
        Files.createSymbolicLink(top.resolve("long-link"), Path.of("/" + "long/".repeat(30) + "end"));
        Files.createSymbolicLink(top.resolve("dangling"), Path.of("no where"));
        try (FileChannel sparse =
                FileChannel.open(top.resolve("sparse"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            sparse.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 5_000_000);
            sparse.write(ByteBuffer.wrap(new byte[] {4}), 9_999_999);
        }
        Files.setAttribute(top.resolve("etc/empty"), "unix:mode", 04751);
        Files.setAttribute(top.resolve("empty-directory"), "unix:mode", 01770);
        RealTool.named("mkfifo").run(top.resolve("fifo")).succeeded();
        if (isRoot()) {
            Files.setAttribute(top.resolve("etc/empty"), "unix:uid", 70_000);
            Files.setAttribute(top.resolve("etc/empty"), "unix:gid", 80_000);
            // The owner takes the bit away.
            Files.setAttribute(top.resolve("etc/empty"), "unix:mode", 04751);
            RealTool.named("mknod").run(top.resolve("null"), "c", "1", "3").succeeded();
            RealTool.named("mknod").run(top.resolve("big"), "b", "259", "300").succeeded();
        }
        setTimes(top);
        return top;
    }

    static boolean isRoot() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    private static void setTimes(Path top) throws IOException {
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes facts) throws IOException {
                // Java 17 sets no times of symbolic links, and opens what it sets times of.
                RealTool.named("touch").run("-h", "-d", TIME.toString(), file).succeeded();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.getFileAttributeView(directory, BasicFileAttributeView.class)
                        .setTimes(FileTime.from(TIME), FileTime.from(TIME), null);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** One line for every object below a directory of the host: mode, owners, time, and what is in it. */
    static SortedMap<String, String> facts(Path top) throws IOException {
        SortedMap<String, String> facts = new TreeMap<>();
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes basic) throws IOException {
                return add(directory);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes basic) throws IOException {
                return add(file);
            }

            private FileVisitResult add(Path path) throws IOException {
                if (!path.equals(top)) {
                    facts.put(top.relativize(path).toString(), line(path));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        facts.remove("lost+found");
        return facts;
    }

    private static String line(Path path) throws IOException {
        Map<String, Object> facts =
                Files.readAttributes(path, "unix:mode,uid,gid,rdev,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        String owned =
                Integer.toOctalString((Integer) facts.get("mode")) + " " + facts.get("uid") + ":" + facts.get("gid");
        if (Files.isSymbolicLink(path)) {
            // Neither Java 17 nor debugfs sets times of symbolic links.
            return owned + " " + Files.readSymbolicLink(path);
        }
        String line = owned + " "
                + ((FileTime) facts.get("lastModifiedTime")).toInstant().getEpochSecond();
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return line + " " + Files.size(path) + " " + Arrays.hashCode(Files.readAllBytes(path));
        }
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? line : line + " " + facts.get("rdev");
    }
}
