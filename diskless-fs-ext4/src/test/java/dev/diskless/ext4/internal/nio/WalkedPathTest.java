package dev.diskless.ext4.internal.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.device.ImageFile;
import dev.diskless.ext4.Ext4;
import dev.diskless.medium.FormatOptions;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system that is only read remembers the whole of the path that was walked last. */
class WalkedPathTest {

    private static final FormatOptions OPTIONS =
            new FormatOptions("", new UUID(1, 2), new UUID(3, 4), Instant.ofEpochSecond(1_700_000_000));

    @TempDir
    Path host;

    @Test
    void samePathAgainIsTheSameObject() throws IOException {
        Path image = host.resolve("image");
        try (ImageFile device = ImageFile.create(image, 8 << 20);
                FileSystem made = Ext4.format(device, OPTIONS)) {
            Path directory = Files.createDirectories(made.getPath("/a/b"));
            Files.writeString(directory.resolve("one"), "1");
            Files.writeString(directory.resolve("second"), "22");
            Files.createSymbolicLink(directory.resolve("link"), made.getPath("second"));
            Files.writeString(made.getPath("/a/one"), "333");
        }
        try (FileSystem read = Ext4.open(image)) {
            Path directory = read.getPath("/a/b");
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < 2; j++) {
                    assertEquals(1, Files.size(directory.resolve("one")));
                    assertEquals("1", Files.readString(directory.resolve("one")));
                }
                assertEquals(3, Files.size(read.getPath("/a/one")));
                assertEquals(2, Files.size(directory.resolve("second")));
                assertTrue(Files.isSymbolicLink(directory.resolve("link")));
                assertEquals(2, Files.size(directory.resolve("link")));
                assertEquals(6L, Files.getAttribute(directory.resolve("link"), "size", LinkOption.NOFOLLOW_LINKS));
                assertThrows(NoSuchFileException.class, () -> Files.size(directory.resolve("missing")));
                assertThrows(NoSuchFileException.class, () -> Files.size(directory.resolve("missing")));
                assertFalse(Files.exists(directory.resolve("b")));
                assertTrue(Files.isDirectory(directory.resolve("..")));
                assertTrue(Files.isDirectory(directory));
            }
        }
    }
}
