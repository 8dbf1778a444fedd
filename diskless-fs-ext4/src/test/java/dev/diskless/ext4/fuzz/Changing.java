package dev.diskless.ext4.fuzz;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.Ext4;
import dev.diskless.medium.WritingOptions;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/** Opens a volume for changing, with recovery, and does a few things of each kind to what the images have. */
final class Changing {

    private static final WritingOptions OPTIONS = new WritingOptions(() -> Instant.ofEpochSecond(1_800_000_000), true);

    private final Attempts attempts;

    Changing(Attempts attempts) {
        this.attempts = attempts;
    }

    void run(BlockDevice device) throws IOException {
        try (FileSystem files = Ext4.openWritable(device, OPTIONS)) {
            change(files.getPath("/"));
        }
    }

    private void change(Path root) {
        byte[] content = new byte[3000];
        Path many = root.resolve("many");
        Path directory = root.resolve("d0/d1/d2/d3");
        attempts.attempt(() -> Files.write(root.resolve("new"), content));
        attempts.attempt(() -> Files.write(root.resolve("file"), content));
        attempts.attempt(() -> Files.write(root.resolve("small"), content, StandardOpenOption.APPEND));
        attempts.attempt(() -> Files.write(root.resolve("holes"), content, StandardOpenOption.WRITE));
        for (int i = 0; i < 6; i++) {
            Path name = many.resolve("another-file-with-a-long-name-".repeat(6) + i);
            attempts.attempt(() -> Files.createDirectory(name));
        }
        attempts.attempt(() -> Files.createLink(root.resolve("d0/link"), root.resolve("small")));
        attempts.attempt(() -> Files.createSymbolicLink(root.resolve("d0/new"), root.resolve("x".repeat(80))));
        attempts.attempt(() -> Files.setAttribute(root.resolve("small"), "unix:uid", 70_000));
        attempts.attempt(() -> Files.setAttribute(root.resolve("file"), "xattr:user.new", new byte[200]));
        attempts.attempt(() -> Files.move(root.resolve("new"), many.resolve("moved")));
        attempts.attempt(
                () -> Files.move(many.resolve("moved"), root.resolve("file"), StandardCopyOption.REPLACE_EXISTING));
        attempts.attempt(() -> Files.delete(root.resolve("holes")));
        attempts.attempt(() -> Files.delete(directory.resolve("f")));
        attempts.attempt(() -> Files.delete(directory));
        attempts.attempt(() -> Files.delete(root.resolve("slow")));
    }
}
