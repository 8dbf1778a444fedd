package dev.diskless.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.boot.MediumTree;
import dev.diskless.initramfs.InitramfsWriter;
import dev.diskless.initramfs.TestKeys;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a source may do to those who ask for its keys. */
class InitramfsKeysTest {

    private final PlainBootDevice device = new PlainBootDevice();

    @TempDir
    Path root;

    private MediumTree tree;

    @BeforeEach
    void plant() throws IOException {
        tree = new MediumTree(root).text("apks/.boot_repository", "");
    }

    @Test
    void damagedAndForeignInitramfsGiveNoKeysAndHideNone() throws IOException {
        tree.file("boot/initramfs-a", 1000);
        tree.file("boot/initramfs-b", new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0});
        write("boot/initramfs-c", "c.rsa.pub");
        assertEquals(Set.of("c.rsa.pub"), device.keys(root).keySet());
    }

    @Test
    void keysOfSeveralInitramfsComeTogether() throws IOException {
        write("boot/initramfs-a", "a.rsa.pub");
        write("boot/initramfs-b", "b.rsa.pub");
        assertEquals(Set.of("a.rsa.pub", "b.rsa.pub"), device.keys(root).keySet());
    }

    @Test
    void noMoreThanTheFirstFewInitramfsAreRead() throws IOException {
        for (int i = 0; i <= PlainBootDevice.MAX_INITRAMFS; i++) {
            write("boot/initramfs-" + i, i + ".rsa.pub");
        }
        assertEquals(PlainBootDevice.MAX_INITRAMFS, device.keys(root).size());
    }

    @Test
    void sparseInitramfsOfTerabytesGivesNoKeys() throws IOException {
        Path file =
                Files.createFile(Files.createDirectories(root.resolve("boot")).resolve("initramfs-huge"));
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }
        assertTrue(device.keys(root).isEmpty());
    }

    private void write(String path, String key) throws IOException {
        tree.file(path, 0);
        try (InitramfsWriter writer = new InitramfsWriter(Files.newOutputStream(root.resolve(path)))) {
            writer.file("etc/apk/keys/" + key, 0644, TestKeys.PEM.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
