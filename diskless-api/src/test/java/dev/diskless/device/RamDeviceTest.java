package dev.diskless.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.contract.device.BlockDeviceContract;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RamDeviceTest extends BlockDeviceContract {

    @Override
    protected BlockDevice create() {
        return new RamDevice(SIZE);
    }

    @Test
    void takesSectorsOfTwoSizesOnly() {
        assertEquals(4096, new RamDevice(8192, 4096).sectorSize());
        assertThrows(IllegalArgumentException.class, () -> new RamDevice(8192, 1024));
        assertThrows(IllegalArgumentException.class, () -> new RamDevice(512, 4096));
        assertThrows(IllegalArgumentException.class, () -> new RamDevice(-512));
    }

    @Test
    void hugeDeviceTakesMemoryOnlyWhereItIsWritten() {
        RamDevice device = new RamDevice(1L << 50);
        device.write((1L << 50) - 2, ByteBuffer.wrap(new byte[] {1, 2}));
        ByteBuffer target = ByteBuffer.allocate(3);
        device.read((1L << 50) - 3, target);
        assertEquals(ByteBuffer.wrap(new byte[] {0, 1, 2}), target.flip());
    }
}
