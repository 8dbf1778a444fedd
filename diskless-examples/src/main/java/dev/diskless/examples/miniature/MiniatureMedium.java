package dev.diskless.examples.miniature;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A small medium in the layout of a real one, made by this program: a few signed packages, and placeholders where a
 * real medium has a kernel. It shows and tests how media are made, and boots nothing. The same at every making. For one
 * thread.
 */
public final class MiniatureMedium implements Closeable {

    /** The repository that its packages would come from, under a name that no network ever answers. */
    public static final String REPOSITORY = "https://miniature.invalid/v0/main";

    /** The architecture of its packages. */
    public static final String ARCHITECTURE = "x86_64";

    /** The time of all its files. */
    static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    private final Path root;
    private final DemonstrationKey key;

    private MiniatureMedium(Path root, DemonstrationKey key) {
        this.root = root;
        this.key = key;
    }

    /**
     * Makes a medium.
     *
     * @param directory where; is made if it is not there, and must be empty
     * @return the medium
     * @throws IOException if the directory is not empty, or writing fails
     */
    public static MiniatureMedium create(Path directory) throws IOException {
        Files.createDirectories(directory);
        try (Stream<Path> children = Files.list(directory)) {
            if (children.findAny().isPresent()) {
                throw new java.nio.file.DirectoryNotEmptyException(directory.toString());
            }
        }
        MiniatureMedium medium = new MiniatureMedium(directory, DemonstrationKey.make());
        try {
            medium.fill();
        } catch (IOException | RuntimeException e) {
            try (medium) {
                throw e;
            }
        }
        return medium;
    }

    /**
     * Makes a medium in a new directory among the host's temporary files.
     *
     * @return the medium; close it
     * @throws IOException if writing fails
     */
    public static MiniatureMedium temporary() throws IOException {
        return create(Files.createTempDirectory("diskless-miniature-"));
    }

    private void fill() throws IOException {
        byte[] release =
                "diskless-miniature-untrusted-0.1.0 260101\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Files.write(root.resolve(".alpine-release"), release);
        Path apks = Files.createDirectory(root.resolve("apks"));
        Files.createFile(apks.resolve(".boot_repository"));
        MiniatureRepository.write(Files.createDirectory(apks.resolve(ARCHITECTURE)), key);
        MiniatureBoot.write(Files.createDirectory(root.resolve("boot")), key);
        HostFacts.settle(root, TIME);
    }

    /**
     * Where it is.
     *
     * @return its top directory
     */
    public Path root() {
        return root;
    }

    /**
     * Writes the public key that its packages are signed with. Its private half is no secret: it proves nothing.
     *
     * @param directory where
     * @return the key file
     * @throws IOException if writing fails
     */
    public Path writePublicKey(Path directory) throws IOException {
        return Files.write(directory.resolve(key.fileName()), key.publicKeyFile());
    }

    /** Deletes the medium and its directory. */
    @Override
    public void close() throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(root)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        } catch (NoSuchFileException e) {
            return;
        }
        for (Path file : deepestFirst) {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public String toString() {
        return "MiniatureMedium[" + root + "]";
    }
}
