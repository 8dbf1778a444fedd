package dev.diskless.ext4.internal.nio;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.BlockDevice;
import dev.diskless.device.ImageFile;
import dev.diskless.ext4.CleanImage;
import dev.diskless.ext4.Ext4;
import dev.diskless.medium.FormatOptions;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/** The whole: made, filled, completed, judged by {@code e2fsck}, opened again. */
class Ext4BehaviourTest extends FileSystemBehaviour {

    private static final FormatOptions OPTIONS = new FormatOptions(
            "BEHAVIOUR", new UUID(0x0123456789ab4defL, 0x8123456789abcdefL), new UUID(1, 2), Instant.EPOCH);

    private BlockDevice device;
    private FileSystem fileSystem;
    private boolean made;

    @Override
    Path root() throws IOException {
        if (device == null) {
            device = ImageFile.create(host.resolve("behaviour.img"), 16 << 20);
            fileSystem = Ext4.format(device, OPTIONS);
            // The root itself holds lost+found.
            java.nio.file.Files.createDirectory(fileSystem.getPath("/root"));
        }
        return fileSystem.getPath("/root");
    }

    @Override
    Path reopened() throws IOException {
        root();
        if (!made) {
            complete();
            fileSystem = Ext4.open(device);
        }
        return root();
    }

    private void complete() throws IOException {
        fileSystem.close();
        made = true;
        if (RealTool.find("e2fsck").isPresent()) {
            CleanImage.check(host.resolve("behaviour.img"));
        }
    }

    @AfterEach
    void closeAll() throws IOException {
        if (device != null) {
            if (!made) {
                complete();
            }
            fileSystem.close();
            device.close();
        }
    }
}
