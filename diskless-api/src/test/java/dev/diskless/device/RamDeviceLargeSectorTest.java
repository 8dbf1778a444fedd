package dev.diskless.device;

import dev.diskless.contract.device.BlockDeviceContract;

class RamDeviceLargeSectorTest extends BlockDeviceContract {

    @Override
    protected BlockDevice create() {
        return new RamDevice(SIZE, 4096);
    }
}
