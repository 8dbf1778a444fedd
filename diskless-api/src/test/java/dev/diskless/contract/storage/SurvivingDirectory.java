package dev.diskless.contract.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What of a directory has reached the disk, and what of it may have. */
final class SurvivingDirectory {

    /** A file, whatever its names are. */
    static final class Content {

        private byte[] durable = {};
        private byte[] current = {};
        private FileTime time;

        private void write(long at, ByteBuffer bytes) {
            int end = Math.toIntExact(at + bytes.remaining());
            byte[] grown = Arrays.copyOf(current, Math.max(current.length, end));
            bytes.get(grown, (int) at, bytes.remaining());
            current = grown;
        }

        private byte[] afterCut(Random random) {
            if (Arrays.equals(durable, current)) {
                return durable;
            }
            return switch (random.nextInt(4)) {
                case 0 -> durable;
                case 1 -> current;
                case 2 -> Arrays.copyOf(current, random.nextInt(current.length + 1));
                default -> {
                    byte[] holed = current.clone();
                    int from = random.nextInt(current.length + 1);
                    Arrays.fill(holed, from, from + random.nextInt(current.length - from + 1), (byte) 0);
                    yield holed;
                }
            };
        }
    }

    private final Path directory;

    // The states of each name, the durable one first; null where it names nothing.
    private final Map<String, List<Content>> names = new TreeMap<>();

    SurvivingDirectory(Path directory) throws IOException {
        this.directory = directory;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    Content content = new Content();
                    content.durable = Files.readAllBytes(file);
                    content.current = content.durable;
                    content.time = Files.getLastModifiedTime(file);
                    names.put(name(file), new ArrayList<>(Arrays.asList(content)));
                }
            }
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private boolean isFollowed(Path file) {
        return directory.equals(file.getParent());
    }

    private void set(Path file, Content content) {
        if (isFollowed(file)) {
            names.computeIfAbsent(name(file), name -> new ArrayList<>(Arrays.asList((Content) null)))
                    .add(content);
        }
    }

    private Content get(Path file) {
        List<Content> states = isFollowed(file) ? names.get(name(file)) : null;
        return states == null ? null : states.get(states.size() - 1);
    }

    /** The file that a name leads to, which is new if it leads nowhere yet. */
    synchronized Content opened(Path file, boolean made) {
        Content content = get(file);
        if (content == null) {
            content = new Content();
            if (made) {
                set(file, content);
            }
        }
        return content;
    }

    synchronized void linked(Path link, Path existing) {
        set(link, get(existing));
    }

    synchronized void copied(Path source, Path target) {
        Content copy = new Content();
        Content from = get(source);
        copy.current = from == null ? new byte[0] : from.current;
        set(target, copy);
    }

    synchronized void renamed(Path source, Path target) {
        set(target, get(source));
        set(source, null);
    }

    synchronized void deleted(Path file) {
        set(file, null);
    }

    synchronized void wrote(Content content, long at, ByteBuffer bytes) {
        content.write(at, bytes);
    }

    synchronized void truncated(Content content, long size) {
        content.current = Arrays.copyOf(content.current, (int) Math.min(size, content.current.length));
    }

    synchronized void timed(Path file, FileTime time) {
        Content content = get(file);
        if (content != null) {
            content.time = time;
        }
    }

    synchronized void forced(Content content) {
        content.durable = content.current;
    }

    synchronized void namesForced(Path forced) {
        if (forced.equals(directory)) {
            names.values()
                    .forEach(states -> states.subList(0, states.size() - 1).clear());
        }
    }

    synchronized void restore(Random random, Path empty) throws IOException {
        Map<Content, byte[]> after = new IdentityHashMap<>();
        for (Map.Entry<String, List<Content>> name : names.entrySet()) {
            List<Content> states = name.getValue();
            Content content = states.get(random.nextInt(states.size()));
            if (content != null) {
                Path file = empty.resolve(name.getKey());
                Files.write(file, after.computeIfAbsent(content, any -> content.afterCut(random)));
                if (content.time != null) {
                    Files.setLastModifiedTime(file, content.time);
                }
            }
        }
    }
}
