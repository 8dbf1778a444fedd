package dev.diskless.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Identities that follow from a request, so that the same request gives the same bytes. Each is the start of SHA-256
 * over the purpose and the digest of the request; UUIDs have the version and variant bits of RFC 9562 version 8.
 */
public final class Identity {

    private final byte[] request;

    /**
     * Identities of one request.
     *
     * @param request SHA-256 of everything that was asked for
     */
    public Identity(byte[] request) {
        this.request = request.clone();
    }

    /** A SHA-256 digest, which every JDK has. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JDK without SHA-256", e);
        }
    }

    /** The UUID for a purpose. */
    public UUID uuid(String purpose) {
        ByteBuffer bytes = derive(purpose);
        long high = bytes.getLong() & ~0xF000L | 0x8000L;
        long low = bytes.getLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** An MBR disk signature of eight hexadecimal digits; never 0, which means "none". */
    public String diskSignature() {
        ByteBuffer bytes = derive("disk signature");
        int signature = 0;
        while (signature == 0) {
            signature = bytes.getInt();
        }
        return HexFormat.of().toHexDigits(signature);
    }

    private ByteBuffer derive(String purpose) {
        MessageDigest digest = sha256();
        digest.update(purpose.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return ByteBuffer.wrap(digest.digest(request));
    }
}
