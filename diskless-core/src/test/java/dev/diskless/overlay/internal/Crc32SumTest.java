package dev.diskless.overlay.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class Crc32SumTest {

    @Test
    void isTheChecksumOfBothPartsInARow() {
        Random random = new Random(1);
        byte[] bytes = new byte[70_000];
        random.nextBytes(bytes);
        for (int i = 0; i < 200; i++) {
            int length = i < 20 ? i : random.nextInt(bytes.length);
            int cut = length == 0 ? 0 : random.nextInt(length + 1);
            assertEquals(
                    crc(bytes, 0, length),
                    Crc32Sum.of(crc(bytes, 0, cut), crc(bytes, cut, length - cut), length - cut));
        }
    }

    private static long crc(byte[] bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, length);
        return crc.getValue();
    }
}
