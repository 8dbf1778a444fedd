package dev.diskless.ext4.internal.nio;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;

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

    @AfterEach
    void closeImage() throws IOException {
        if (image != null) {
            image.close();
        }
    }
}
