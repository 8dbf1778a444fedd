package dev.diskless.device;

import dev.diskless.contract.device.BlockDeviceContract;

class DeviceRangeLargeSectorTest extends BlockDeviceContract {

    @Override
    protected BlockDevice create() {
        return new RamDevice(SIZE + 10 * 4096, 4096).range(3 * 4096, SIZE);
    }
}
