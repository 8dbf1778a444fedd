package dev.diskless.examples.miniature;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/**
 * An RSA key of 2048 bits that everybody can make again from its seed, and which therefore proves nothing.
 *
 * @param fileName the name of the public key's file, by which packages name the key
 * @param privateKey signs
 * @param publicKey verifies
 */
record DemonstrationKey(String fileName, PrivateKey privateKey, PublicKey publicKey) {

    private static final String SEED = "diskless demonstration key, untrusted";
    private static final int PRIME_BYTES = 128;
    private static final BigInteger EXPONENT = BigInteger.valueOf(65537);

    /** The key; the same at every call. */
    static DemonstrationKey make() {
        SeededBytes bytes = new SeededBytes(SEED);
        BigInteger p = prime(bytes);
        BigInteger q = prime(bytes);
        BigInteger pLess = p.subtract(BigInteger.ONE);
        BigInteger qLess = q.subtract(BigInteger.ONE);
        BigInteger modulus = p.multiply(q);
        BigInteger d = EXPONENT.modInverse(pLess.multiply(qLess));
        try {
            KeyFactory factory = KeyFactory.getInstance("RSA");
            PrivateKey privateKey = factory.generatePrivate(
                    new RSAPrivateCrtKeySpec(modulus, EXPONENT, d, p, q, d.mod(pLess), d.mod(qLess), q.modInverse(p)));
            PublicKey publicKey = factory.generatePublic(new RSAPublicKeySpec(modulus, EXPONENT));
            return new DemonstrationKey("diskless-demonstration-untrusted-00000001.rsa.pub", privateKey, publicKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK without RSA", e);
        }
    }

    /** The public key's file, as {@code openssl rsa -pubout} writes it. */
    byte[] publicKeyFile() {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(publicKey.getEncoded());
        return ("-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    // The two highest bits are set so that the product of two primes has its full length.
    private static BigInteger prime(SeededBytes bytes) {
        while (true) {
            BigInteger prime = new BigInteger(1, bytes.next(PRIME_BYTES))
                    .setBit(8 * PRIME_BYTES - 1)
                    .setBit(8 * PRIME_BYTES - 2)
                    .nextProbablePrime();
            boolean fits =
                    prime.bitLength() == 8 * PRIME_BYTES && !prime.mod(EXPONENT).equals(BigInteger.ONE);
            if (fits) {
                return prime;
            }
        }
    }
}
