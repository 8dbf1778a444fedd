package dev.diskless.overlay.internal.openssl;

import dev.diskless.fault.ProviderNotFoundException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.RC2ParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Ciphers from the security providers of the running program.
 *
 * @param preferred a provider that is asked first; null: only the installed ones
 */
public record Ciphers(@Nullable Provider preferred) {

    private static final int NONCE_BYTES = 12;

    /** Fails unless somebody provides the cipher. */
    public void require(CipherName cipher) throws ProviderNotFoundException {
        if (!has(cipher)) {
            throw missing(cipher, null);
        }
    }

    boolean has(CipherName cipher) {
        return !instances(cipher).isEmpty();
    }

    Engine engine(CipherName cipher, EvpKey key, boolean encrypt) throws ProviderNotFoundException {
        Exception failure = null;
        for (Cipher jce : instances(cipher)) {
            try {
                return engine(jce, cipher, key, encrypt);
            } catch (GeneralSecurityException | ProviderException e) {
                failure = e;
            }
        }
        throw missing(cipher, failure);
    }

    private static Engine engine(Cipher jce, CipherName cipher, EvpKey key, boolean encrypt)
            throws GeneralSecurityException {
        // Feedback by single bits uses the block cipher in one direction only.
        boolean forward = encrypt || cipher.mode() == CipherMode.CFB1;
        int direction = forward ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
        byte[] secret = secret(cipher, key);
        SecretKeySpec spec = new SecretKeySpec(secret, cipher.algorithm());
        Arrays.fill(secret, (byte) 0);
        AlgorithmParameterSpec parameters = parameters(cipher, key);
        if (parameters == null) {
            jce.init(direction, spec);
        } else {
            jce.init(direction, spec, parameters);
        }
        return cipher.mode() == CipherMode.CFB1 ? new Cfb1Engine(jce, key.iv, encrypt) : new JceEngine(jce);
    }

    // Triple DES with two keys takes the first one again; the JDK wants all three.
    private static byte[] secret(CipherName cipher, EvpKey key) {
        byte[] secret = key.key.clone();
        if (cipher.algorithm().equals("DESede") && secret.length == 16) {
            byte[] three = Arrays.copyOf(secret, 24);
            System.arraycopy(secret, 0, three, 16, 8);
            Arrays.fill(secret, (byte) 0);
            return three;
        }
        return secret;
    }

    private static @Nullable AlgorithmParameterSpec parameters(CipherName cipher, EvpKey key) {
        boolean vector = cipher.ivBytes() > 0 && cipher.mode() != CipherMode.CFB1;
        if (cipher.algorithm().equals("RC2")) {
            int bits = 8 * cipher.keyBytes();
            return vector ? new RC2ParameterSpec(bits, key.iv) : new RC2ParameterSpec(bits);
        }
        if (cipher.algorithm().equals("ChaCha20")) {
            // OpenSSL's vector is the block counter, little-endian, and then the nonce.
            int counter = ByteBuffer.wrap(key.iv).order(ByteOrder.LITTLE_ENDIAN).getInt();
            return new ChaCha20ParameterSpec(
                    Arrays.copyOfRange(key.iv, key.iv.length - NONCE_BYTES, key.iv.length), counter);
        }
        return vector ? new IvParameterSpec(key.iv) : null;
    }

    private List<Cipher> instances(CipherName cipher) {
        String transformation = cipher.transformation();
        List<Cipher> able = new ArrayList<>(2);
        if (preferred != null) {
            try {
                able.add(Cipher.getInstance(transformation, preferred));
            } catch (GeneralSecurityException e) {
                // The installed ones may have it.
            }
        }
        try {
            able.add(Cipher.getInstance(transformation));
        } catch (GeneralSecurityException e) {
            // Who asked gets a fault if there is none at all.
        }
        return able;
    }

    private ProviderNotFoundException missing(CipherName cipher, @Nullable Exception cause) {
        String place = preferred == null ? "" : ", nor in " + preferred.getName();
        return new ProviderNotFoundException(
                ProviderNotFoundException.detail(
                                "no cipher " + cipher.name() + " in the installed security providers" + place)
                        .expected(cipher.transformation())
                        .cure(
                                "install a security provider that has it, such as Bouncy Castle, or give one to the format"),
                cause);
    }
}
