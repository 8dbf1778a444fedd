package dev.diskless.ext4.internal.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DeviceNumberTest {

    @Test
    void majorAndMinorComeBack() {
        for (int major : new int[] {0, 1, 8, 255, 256, 259, 4095, 4096, -1}) {
            for (int minor : new int[] {0, 3, 255, 256, 300, 0xFFFFF, -1}) {
                long number = DeviceNumber.of(major, minor);
                assertEquals(major, DeviceNumber.major(number));
                assertEquals(minor, DeviceNumber.minor(number));
            }
        }
    }

    @Test
    void numberIsThatOfTheHost() throws IOException {
        Path device = Path.of("/dev/null");
        assumeTrue(Files.exists(device), "no /dev/null on this machine");
        assertEquals(Files.getAttribute(device, "unix:rdev"), DeviceNumber.of(1, 3));
    }
}
