package dev.diskless.livehost.internal;

import dev.diskless.contract.device.BlockDeviceContract;
import dev.diskless.device.BlockDevice;
import dev.diskless.device.ImageFile;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** An image that the live host opened keeps the rules of every block device. */
@EnabledOnOs(OS.LINUX)
class NativeImageContractTest extends BlockDeviceContract {

    @TempDir
    Path folder;

    @Override
    protected BlockDevice create() throws IOException {
        Path image = folder.resolve("image");
        ImageFile.create(image, SIZE).close();
        return new LinuxHost().openImage(image, 512);
    }
}
