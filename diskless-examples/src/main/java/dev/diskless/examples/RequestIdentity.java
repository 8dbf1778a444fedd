package dev.diskless.examples;

import dev.diskless.examples.tree.TreeManifest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;

/** Identities that follow from a request, so that the same request gives the same bytes. */
final class RequestIdentity {

    private final byte[] request;

    /**
     * Identities of one request.
     *
     * @param facts what was asked for, without names of files
     * @param manifest digest of what goes in
     */
    RequestIdentity(String facts, byte[] manifest) {
        MessageDigest digest = TreeManifest.sha256();
        digest.update(manifest);
        this.request = digest.digest(facts.getBytes(StandardCharsets.UTF_8));
    }

    /** The UUID for a purpose: the start of a SHA-256 digest with version and variant of RFC 9562 version 8. */
    UUID uuid(String purpose) {
        MessageDigest digest = TreeManifest.sha256();
        digest.update(request);
        ByteBuffer bytes = ByteBuffer.wrap(digest.digest(purpose.getBytes(StandardCharsets.UTF_8)));
        long high = bytes.getLong() & ~0xF000L | 0x8000L;
        long low = bytes.getLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
