package dev.diskless.apk;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Optional;

/**
 * One {@code .SIGN.<algorithm>.<key name>} file of a signature member: a PKCS#1 v1.5 signature of the compressed bytes
 * of the member that follows.
 */
record SignatureFile(String algorithm, String keyName, byte[] signature) {

    static final String PREFIX = ".SIGN.";
    static final int LIMIT = 1 << 16;

    static Optional<SignatureFile> of(String fileName, byte[] content) {
        if (!fileName.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String rest = fileName.substring(PREFIX.length());
        int dot = rest.indexOf('.');
        String algorithm = dot < 0 ? "" : jdkName(rest.substring(0, dot));
        return algorithm.isEmpty()
                ? Optional.empty()
                : Optional.of(new SignatureFile(algorithm, rest.substring(dot + 1), content));
    }

    private static String jdkName(String algorithm) {
        switch (algorithm) {
            case "RSA512":
                return "SHA512withRSA";
            case "RSA256":
                return "SHA256withRSA";
            case "RSA":
                return "SHA1withRSA";
            default:
                return "";
        }
    }

    /** A verification that waits for the signed bytes; empty if the key is of another kind. */
    Optional<Signature> begin(PublicKey key) {
        try {
            Signature check = Signature.getInstance(algorithm);
            check.initVerify(key);
            return Optional.of(check);
        } catch (InvalidKeyException e) {
            return Optional.empty();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK lacks " + algorithm, e);
        }
    }

    boolean matches(Signature check) {
        try {
            return check.verify(signature);
        } catch (SignatureException e) {
            // The JDK's word for a signature of the wrong length or form.
            return false;
        }
    }
}
