package dev.diskless.overlay.internal.openssl;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Whether decrypted bytes are the start of a gzip file (RFC 1952), which a wrong key gives once in 134 million. */
enum GzipStart {
    /** No. */
    NONE,
    /** They have its magic number, and what follows is no compressed data. */
    MAGIC,
    /** Yes, as far as they go. */
    SOUND;

    private static final int HEADER = 10;

    static GzipStart of(byte[] plain, int length) {
        if (length < 4 || plain[0] != 0x1f || plain[1] != (byte) 0x8b || plain[2] != 8 || (plain[3] & 0xe0) != 0) {
            return NONE;
        }
        // Names and comments do not stand in overlays of today; they are left to the reader.
        if (plain[3] != 0 || length <= HEADER) {
            return SOUND;
        }
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(plain, HEADER, length - HEADER);
            byte[] waste = new byte[1 << 14];
            while (inflater.inflate(waste) > 0) {
                continue;
            }
            return inflater.needsDictionary() ? MAGIC : SOUND;
        } catch (DataFormatException e) {
            return MAGIC;
        } finally {
            inflater.end();
        }
    }
}
