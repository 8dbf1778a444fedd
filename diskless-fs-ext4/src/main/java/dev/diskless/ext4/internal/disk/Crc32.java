package dev.diskless.ext4.internal.disk;

/**
 * CRC-32 of the polynomial 0x04C11DB7 with the most significant bit first and nothing inverted, which the first kind of
 * checksums in journals uses.
 */
public final class Crc32 {

    /** The register before the first byte. */
    public static final int START = -1;

    private static final int POLYNOMIAL = 0x04C11DB7;
    private static final int[] TABLE = new int[256];

    static {
        for (int i = 0; i < TABLE.length; i++) {
            int crc = i << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc < 0 ? crc << 1 ^ POLYNOMIAL : crc << 1;
            }
            TABLE[i] = crc;
        }
    }

    private Crc32() {}

    /** The register after more bytes. */
    public static int update(int register, byte[] bytes) {
        int crc = register;
        for (byte b : bytes) {
            crc = crc << 8 ^ TABLE[crc >>> 24 ^ b & 0xFF];
        }
        return crc;
    }
}
