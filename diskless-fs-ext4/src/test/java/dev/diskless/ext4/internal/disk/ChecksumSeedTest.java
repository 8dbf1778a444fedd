package dev.diskless.ext4.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumSeedTest {

    /** CRC-32C bit by bit, as the format defines it. */
    private static int slow(int register, byte[] bytes) {
        int crc = register;
        for (byte b : bytes) {
            crc ^= b & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ 0x82F63B78 : crc >>> 1;
            }
        }
        return crc;
    }

    @Test
    void onesGiveTheUninvertedCheckValue() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertEquals(~0xE3069283, ChecksumSeed.ONES.checksum(digits, 0, digits.length));
    }

    @Test
    void anyStartValueIsReached() {
        Random random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            int seed = i == 0 ? 0 : i == 1 ? 0xDEADBEEF : random.nextInt();
            byte[] bytes = new byte[random.nextInt(50)];
            random.nextBytes(bytes);
            assertEquals(slow(seed, bytes), ChecksumSeed.ofValue(seed).checksum(bytes, 0, bytes.length));
        }
    }

    @Test
    void seedOfAnInodeGoesOnFromTheVolume() {
        byte[] uuid = new byte[16];
        new Random(8).nextBytes(uuid);
        byte[] numbers = {12, 0, 0, 0, 1, 2, 3, 4};
        int register = slow(slow(-1, uuid), numbers);
        ChecksumSeed seed = ChecksumSeed.ofUuid(uuid).ofInode(12, 0x04030201);
        assertEquals(register, seed.checksum(new byte[0], 0, 0));
        assertEquals(
                slow(register, new byte[] {1, 0, 0, 0, 0, 0}),
                seed.start().add32(1).zeros(2).value());
    }
}
