package dev.diskless.livehost.internal;

import org.junit.jupiter.api.Tag;

@Tag("kernel-mount")
class LoopDeviceLargeSectorContractTest extends LoopDeviceContractTest {

    @Override
    int sectorSize() {
        return 4096;
    }
}
