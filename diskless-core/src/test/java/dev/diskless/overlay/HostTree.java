package dev.diskless.overlay;

import dev.diskless.medium.NameBytes;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** A tree of the host from a seed, and changes to it. */
final class HostTree {

    /** A clock that is far ahead, so that no file counts as just written. */
    static final InstantSource LATER = () -> Instant.now().plusSeconds(3600);

    final Path root;
    private final Random random;
    private final TreeSet<String> files = new TreeSet<>(NameBytes.ORDER);
    private int made;

    HostTree(Path root, long seed, int count) throws IOException {
        this.root = root;
        this.random = new Random(seed);
        Files.createDirectories(root.resolve("etc"));
        for (int i = 0; i < count; i++) {
            add();
        }
    }

    /** All names below the root, in no good order. */
    static List<String> names(Path root) throws IOException {
        List<String> names = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes facts) {
                if (!directory.equals(root)) {
                    names.add(root.relativize(directory).toString());
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
                names.add(root.relativize(file).toString());
                return FileVisitResult.CONTINUE;
            }
        });
        return names;
    }

    RootCapture capture(InstantSource clock) throws IOException {
        return RootCapture.of(root, names(root), clock);
    }

    /** Packs the tree as it is now, from nothing. */
    PackedOverlay pack(int threads, Path target) throws IOException {
        return OverlayPacker.of(new ApkovlFormat())
                .withThreads(threads)
                .pack(capture(LATER), Files.newOutputStream(target), Progress.silent());
    }

    String anyFile() {
        return files.stream().skip(random.nextInt(files.size())).findFirst().orElseThrow();
    }

    /** Changes something. */
    void change() throws IOException {
        String name = anyFile();
        Path file = root.resolve(name);
        switch (random.nextInt(8)) {
            case 0 -> add();
            case 1 -> {
                Files.delete(file);
                files.remove(name);
            }
            case 2 -> {
                String other = name + "-renamed-" + made++;
                Files.move(file, root.resolve(other));
                files.remove(name);
                files.add(other);
            }
            case 3 -> Files.write(file, content());
            case 4 -> Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(random.nextInt(1 << 30))));
            case 5 -> Files.write(file, new byte[0]);
            case 6 -> Files.setAttribute(file, "unix:mode", 0100600 | random.nextInt(0100), LinkOption.NOFOLLOW_LINKS);
            default -> changeUnseen(file);
        }
    }

    /** Changes a byte, and takes size and time of the change back. */
    static void changeUnseen(Path file) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        byte[] content = Files.readAllBytes(file);
        if (content.length > 0) {
            content[content.length / 2] ^= 1;
        }
        Files.write(file, content);
        Files.setLastModifiedTime(file, time);
    }

    private void add() throws IOException {
        String name = "etc/" + random.nextInt(10) + "/" + "n".repeat(random.nextInt(20) == 0 ? 120 : 1) + made++;
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        if (!files.isEmpty() && random.nextInt(20) == 0) {
            Files.createLink(file, root.resolve(anyFile()));
        } else {
            Files.write(file, content());
        }
        files.add(name);
    }

    private byte[] content() {
        int size = switch (random.nextInt(60)) {
            case 0 -> random.nextInt(2_500_000);
            case 1, 2, 3, 4, 5, 6 -> random.nextInt(150_000);
            case 7, 8, 9 -> 0;
            default -> random.nextInt(4_000);
        };
        byte[] bytes = new byte[size];
        // Some of it can be compressed, some cannot.
        int letters = random.nextInt(4) == 0 ? 256 : 1 + random.nextInt(30);
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) random.nextInt(letters);
        }
        return bytes;
    }
}
