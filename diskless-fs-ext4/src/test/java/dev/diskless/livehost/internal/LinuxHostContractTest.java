package dev.diskless.livehost.internal;

import dev.diskless.contract.livehost.LiveHostContract;
import dev.diskless.spi.LiveHost;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("kernel-mount")
class LinuxHostContractTest extends LiveHostContract {

    @TempDir
    Path files;

    private LoopDevice loop;

    @BeforeEach
    void attach() throws IOException {
        loop = LoopDevice.ofSize(files.resolve("device"), 4 << 20);
    }

    @AfterEach
    void detach() {
        if (loop != null) {
            loop.close();
        }
    }

    @Override
    protected LiveHost create() {
        return new LinuxHost();
    }

    @Override
    protected Path device() {
        return loop.path();
    }
}
