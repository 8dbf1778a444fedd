package dev.diskless.ext4.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceNumberTest {

    @ParameterizedTest
    @CsvSource({
        "1, 3, 103, 0",
        "255, 255, FFFF, 0",
        "259, 300, 0, 0011032C",
        "8, 256, 0, 00100800",
        "4095, 1048575, 0, FFFFFFFF"
    })
    void wordsAreThoseOfTheKernel(int major, int minor, String first, String second) {
        byte[] words = new byte[8];
        new DeviceNumber(major, minor).put(words, 0);
        assertEquals(Integer.parseUnsignedInt(first, 16), LittleEndian.i32(words, 0));
        assertEquals(Integer.parseUnsignedInt(second, 16), LittleEndian.i32(words, 4));
        assertEquals(new DeviceNumber(major, minor), DeviceNumber.at(words, 0));
    }
}
