package dev.diskless.device;

import dev.diskless.contract.device.BlockDeviceContract;

class CopyOnWriteDeviceLargeSectorTest extends BlockDeviceContract {

    @Override
    protected BlockDevice create() {
        return new CopyOnWriteDevice(new ReadOnlyDevice(new RamDevice(SIZE, 4096)));
    }
}
