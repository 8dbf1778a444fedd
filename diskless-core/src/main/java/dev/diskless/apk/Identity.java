package dev.diskless.apk;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What tells one build of a package from every other: the SHA-1 of its compressed control member.
 *
 * @param high bytes 0 to 7, big-endian
 * @param middle bytes 8 to 15
 * @param low bytes 16 to 19
 */
public record Identity(long high, long middle, int low) {

    private static final String PREFIX = "Q1";

    /**
     * The identity of a digest.
     *
     * @param sha1 20 bytes
     * @return the identity
     * @throws IllegalArgumentException if there are not 20 bytes
     */
    public static Identity of(byte[] sha1) {
        if (sha1.length != 20) {
            throw new IllegalArgumentException("a SHA-1 has 20 bytes, not " + sha1.length);
        }
        ByteBuffer bytes = ByteBuffer.wrap(sha1);
        return new Identity(bytes.getLong(), bytes.getLong(), bytes.getInt());
    }

    /**
     * Reads the form that indexes use.
     *
     * @param text {@code Q1} and 28 characters of base64
     * @return the identity; empty if the text has another form
     */
    public static Optional<Identity> parse(String text) {
        if (!text.startsWith(PREFIX) || text.length() != 30) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(text.substring(2));
            return bytes.length == 20 ? Optional.of(of(bytes)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The part that names of cached files carry.
     *
     * @return the first four bytes as 8 lower-case hexadecimal digits
     */
    public String shortHex() {
        return HexFormat.of().toHexDigits((int) (high >>> 32));
    }

    /**
     * The form that indexes use.
     *
     * @return {@code Q1} and 28 characters of base64
     */
    @Override
    public String toString() {
        byte[] bytes = ByteBuffer.allocate(20)
                .putLong(high)
                .putLong(middle)
                .putInt(low)
                .array();
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }
}
