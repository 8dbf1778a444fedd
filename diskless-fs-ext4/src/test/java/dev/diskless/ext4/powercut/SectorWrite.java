package dev.diskless.ext4.powercut;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * One sector as one request left it.
 *
 * @param sector its number
 * @param content all of its bytes, never changed
 * @param request the number of the request within its epoch
 * @param digest tells this content in this place from all others
 */
record SectorWrite(int sector, byte[] content, int request, long digest) {

    static SectorWrite of(int sector, byte[] content, int request) {
        return new SectorWrite(sector, content, request, digest(sector, content));
    }

    /** A sum of these over a set of sectors names an image. */
    static long digest(int sector, byte[] content) {
        try {
            MessageDigest sum = MessageDigest.getInstance("SHA-256");
            sum.update(ByteBuffer.allocate(4).putInt(0, sector));
            return ByteBuffer.wrap(sum.digest(content)).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
