package dev.diskless.ext4.internal.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole: a volume of the real mkfs.ext4, changed, and judged by {@code e2fsck}. */
class Ext4ChannelTest extends ChannelBehaviour {

    private WritableImage image;

    @Override
    Path root() throws IOException {
        if (image == null) {
            image = WritableImage.make(host.resolve("image"), 16 << 20);
        }
        return image.root();
    }

    // As the javadoc of the method says; newer hosts make the file longer.
    @Test
    void nothingIsTransferredBehindTheEnd() throws IOException {
        Path from = Files.writeString(root().resolve("from"), "content");
        Path to = root().resolve("to");
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(to, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            assertEquals(0, out.transferFrom(in, 1_000_000, 5));
            assertEquals(0, out.size());
        }
    }

    @AfterEach
    void closeImage() throws IOException {
        if (image != null) {
            image.close();
        }
    }
}
