package dev.diskless.ext4.internal.nio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.diskless.device.BlockDevice;
import dev.diskless.device.ImageFile;
import dev.diskless.ext4.Ext4;
import dev.diskless.medium.FormatOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFilesTest {

    private static final FormatOptions OPTIONS = new FormatOptions(
            "order",
            UUID.fromString("12345678-9abc-4def-8123-456789abcdef"),
            UUID.fromString("87654321-9abc-4def-8123-456789abcdef"),
            Instant.ofEpochSecond(1_700_000_000));

    @TempDir
    Path temp;

    @Test
    void whatManyOpenFilesCollectedIsWrittenInTheSameOrderEachTime() throws IOException {
        byte[] first = image("first");
        for (int i = 0; i < 4; i++) {
            assertArrayEquals(first, image("again" + i));
        }
    }

    /** Half of what is collected goes to the volume because somebody asks for facts, the rest when that is closed. */
    private byte[] image(String name) throws IOException {
        Path image = temp.resolve(name);
        try (BlockDevice device = ImageFile.create(image, 16 << 20);
                FileSystem fileSystem = Ext4.format(device, OPTIONS)) {
            List<SeekableByteChannel> channels = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                channels.add(Files.newByteChannel(
                        fileSystem.getPath("/" + i), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
            }
            for (int half = 0; half < 2; half++) {
                for (int i = 0; i < 40; i++) {
                    channels.get(i).write(ByteBuffer.wrap(new byte[] {(byte) i, (byte) half}));
                }
                if (half == 0) {
                    Files.size(fileSystem.getPath("/0"));
                }
            }
        }
        return Files.readAllBytes(image);
    }
}
