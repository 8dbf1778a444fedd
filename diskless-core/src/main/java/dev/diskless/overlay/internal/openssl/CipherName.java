package dev.diskless.overlay.internal.openssl;

import java.util.Collection;
import java.util.Optional;

/**
 * A cipher as {@code openssl enc} names it (manual page openssl-enc, "SUPPORTED CIPHERS").
 *
 * @param name its name
 * @param algorithm the JDK's name of the algorithm
 * @param mode how it goes over more than one block
 * @param keyBytes bytes of the key
 * @param blockBytes bytes of a block; 1 for stream ciphers
 * @param ivBytes bytes of the initialisation vector
 */
public record CipherName(String name, String algorithm, CipherMode mode, int keyBytes, int blockBytes, int ivBytes) {

    /** What everybody uses who does not choose. */
    public static final String DEFAULT = "aes-256-cbc";

    /** The cipher of a name; aliases such as {@code des3} have their own. */
    public static Optional<CipherName> of(String name) {
        return Optional.ofNullable(CipherTable.ALL.get(name));
    }

    /** All ciphers, sorted by name. */
    public static Collection<CipherName> all() {
        return CipherTable.ALL.values();
    }

    /** The cipher that a file name ends in, behind its last dot. */
    public static Optional<CipherName> atEndOf(String fileName) {
        return of(fileName.substring(fileName.lastIndexOf('.') + 1));
    }

    String transformation() {
        return mode == CipherMode.STREAM ? algorithm : algorithm + "/" + mode.jce() + "/NoPadding";
    }
}
