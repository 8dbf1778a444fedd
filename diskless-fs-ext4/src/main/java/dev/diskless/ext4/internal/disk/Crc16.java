package dev.diskless.ext4.internal.disk;

/** CRC-16 with the reflected polynomial 0x8005, which protects group descriptors of volumes older than ext4's CRC-32C. */
final class Crc16 {

    private static final int POLYNOMIAL = 0xA001;

    private Crc16() {}

    /** The register after more bytes; the first call has {@code 0xFFFF} for it. */
    static int update(int register, byte[] bytes, int from, int length) {
        int crc = register;
        for (int i = from; i < from + length; i++) {
            crc ^= bytes[i] & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ POLYNOMIAL : crc >>> 1;
            }
        }
        return crc;
    }
}
