package dev.diskless.examples.miniature;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Bytes that look random and follow from a seed: SHA-256 over the seed and a counter. Not for secrets. */
final class SeededBytes {

    private final byte[] seed;
    private final MessageDigest digest;
    private int counter;

    SeededBytes(String seed) {
        this.seed = seed.getBytes(StandardCharsets.UTF_8);
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JDK without SHA-256", e);
        }
    }

    /** The next bytes of the sequence. */
    byte[] next(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            digest.update(seed);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, counter++));
            byte[] block = digest.digest();
            bytes.put(block, 0, Math.min(block.length, bytes.remaining()));
        }
        return bytes.array();
    }
}
