package dev.diskless.livehost.internal;

import dev.diskless.contract.device.BlockDeviceContract;
import dev.diskless.device.BlockDevice;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** A real device keeps the rules of every block device. */
@Tag("kernel-mount")
class LoopDeviceContractTest extends BlockDeviceContract {

    @TempDir
    Path folder;

    private LoopDevice loop;

    @Override
    protected BlockDevice create() throws IOException {
        loop = LoopDevice.ofSize(folder.resolve("device"), SIZE, "--sector-size", sectorSize());
        return new LinuxHost().openExclusively(loop.path());
    }

    int sectorSize() {
        return 512;
    }

    @AfterEach
    void detach() {
        if (loop != null) {
            loop.close();
        }
    }
}
