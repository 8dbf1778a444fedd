package dev.diskless.device;

import dev.diskless.contract.device.BlockDeviceContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class ImageFileLargeSectorTest extends BlockDeviceContract {

    @TempDir
    Path directory;

    @Override
    protected BlockDevice create() throws IOException {
        return ImageFile.create(directory.resolve("large.img"), SIZE, 4096);
    }
}
