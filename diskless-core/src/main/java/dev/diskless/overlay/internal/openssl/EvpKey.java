package dev.diskless.overlay.internal.openssl;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Key and initialisation vector from a password, as {@code EVP_BytesToKey} makes them with one iteration: D1 =
 * H(password salt), Dn = H(Dn-1 password salt), and the bytes of all of them one after the other.
 */
final class EvpKey implements AutoCloseable {

    final byte[] key;
    final byte[] iv;

    private EvpKey(byte[] key, byte[] iv) {
        this.key = key;
        this.iv = iv;
    }

    /** Derives both with a digest that every JDK has. */
    static EvpKey derive(byte[] password, byte[] salt, String digestName, CipherName cipher) {
        byte[] stream = new byte[cipher.keyBytes() + cipher.ivBytes()];
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance(digestName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        byte[] block = {};
        for (int filled = 0; filled < stream.length; filled += block.length) {
            digest.update(block);
            digest.update(password);
            byte[] next = digest.digest(salt);
            Arrays.fill(block, (byte) 0);
            block = next;
            System.arraycopy(block, 0, stream, filled, Math.min(block.length, stream.length - filled));
        }
        Arrays.fill(block, (byte) 0);
        EvpKey result = new EvpKey(
                Arrays.copyOf(stream, cipher.keyBytes()), Arrays.copyOfRange(stream, cipher.keyBytes(), stream.length));
        Arrays.fill(stream, (byte) 0);
        return result;
    }

    /** Overwrites both. */
    @Override
    public void close() {
        Arrays.fill(key, (byte) 0);
        Arrays.fill(iv, (byte) 0);
    }
}
