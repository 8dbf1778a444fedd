package dev.diskless.device;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.contract.device.BlockDeviceContract;
import org.junit.jupiter.api.Test;

class DeviceRangeTest extends BlockDeviceContract {

    @Override
    protected BlockDevice create() {
        return new RamDevice(SIZE + 10 * 512).range(3 * 512, SIZE);
    }

    @Test
    void partsMustLieOnSectorsOfTheDevice() {
        RamDevice device = new RamDevice(1 << 20, 4096);
        assertThrows(IllegalArgumentException.class, () -> device.range(512, 4096));
        assertThrows(IllegalArgumentException.class, () -> device.range(4096, 512));
        assertThrows(IndexOutOfBoundsException.class, () -> device.range(4096, 1 << 20));
        assertThrows(IndexOutOfBoundsException.class, () -> device.range(-4096, 4096));
    }
}
