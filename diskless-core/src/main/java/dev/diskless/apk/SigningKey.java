package dev.diskless.apk;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Objects;

/**
 * A private RSA key and the name under which machines keep its public half, for example
 * {@code builder@example.org-4a6a0840.rsa.pub}. Immutable.
 */
public final class SigningKey {

    private final String name;
    private final PrivateKey key;

    /**
     * A key to sign with.
     *
     * @param name the file name of the public key: letters, digits and {@code @ . _ + -}, at most 80
     * @param key an RSA key
     * @throws IllegalArgumentException if the name has other characters, or the key is no RSA key
     */
    public SigningKey(String name, PrivateKey key) {
        if (!name.matches("[A-Za-z0-9_][A-Za-z0-9@._+-]{0,79}")) {
            throw new IllegalArgumentException("this is no name of a public key file: " + name);
        }
        if (!key.getAlgorithm().equals("RSA")) {
            throw new IllegalArgumentException("an RSA key is needed, not " + key.getAlgorithm());
        }
        this.name = name;
        this.key = Objects.requireNonNull(key);
    }

    /**
     * The file name of the public key.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /** A signature that waits for its bytes: RSA PKCS#1 v1.5 of SHA-1, the one kind that every apk reads. */
    Signature begin() {
        try {
            Signature signature = Signature.getInstance("SHA1withRSA");
            signature.initSign(key);
            return signature;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot sign with the key " + name, e);
        }
    }

    /** The key's name, never the key. */
    @Override
    public String toString() {
        return "SigningKey[" + name + "]";
    }
}
