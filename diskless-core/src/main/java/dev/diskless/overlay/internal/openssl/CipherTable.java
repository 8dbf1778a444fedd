package dev.diskless.overlay.internal.openssl;

import static dev.diskless.overlay.internal.openssl.CipherMode.CBC;
import static dev.diskless.overlay.internal.openssl.CipherMode.CFB;
import static dev.diskless.overlay.internal.openssl.CipherMode.CFB1;
import static dev.diskless.overlay.internal.openssl.CipherMode.CFB8;
import static dev.diskless.overlay.internal.openssl.CipherMode.CTR;
import static dev.diskless.overlay.internal.openssl.CipherMode.ECB;
import static dev.diskless.overlay.internal.openssl.CipherMode.OFB;
import static dev.diskless.overlay.internal.openssl.CipherMode.STREAM;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** The ciphers of OpenSSL 1.0 to 3 that {@code openssl enc} can use, but for DESX and RC5. */
final class CipherTable {

    private static final List<CipherMode> CLASSIC = List.of(ECB, CBC, CFB, OFB);
    private static final List<CipherMode> BITWISE = List.of(ECB, CBC, CFB, CFB1, CFB8, OFB);
    private static final List<CipherMode> MODERN = List.of(ECB, CBC, CFB, CFB1, CFB8, OFB, CTR);

    static final SortedMap<String, CipherName> ALL = Collections.unmodifiableSortedMap(build());

    private CipherTable() {}

    private static SortedMap<String, CipherName> build() {
        SortedMap<String, CipherName> all = new TreeMap<>();
        for (String algorithm : List.of("AES", "ARIA", "Camellia")) {
            String name = algorithm.toLowerCase(Locale.ROOT);
            for (int bits = 128; bits <= 256; bits += 64) {
                family(all, name + "-" + bits, algorithm, bits / 8, 16, MODERN);
                alias(all, name + bits, name + "-" + bits + "-cbc");
            }
        }
        family(all, "sm4", "SM4", 16, 16, List.of(ECB, CBC, CFB, OFB, CTR));
        family(all, "seed", "SEED", 16, 16, CLASSIC);
        family(all, "des", "DES", 8, 8, BITWISE);
        family(all, "des-ede", "DESede", 16, 8, CLASSIC);
        family(all, "des-ede3", "DESede", 24, 8, BITWISE);
        family(all, "idea", "IDEA", 16, 8, CLASSIC);
        family(all, "bf", "Blowfish", 16, 8, CLASSIC);
        family(all, "cast5", "CAST5", 16, 8, CLASSIC);
        family(all, "rc2", "RC2", 16, 8, CLASSIC);
        family(all, "rc2-64", "RC2", 8, 8, List.of(CBC));
        family(all, "rc2-40", "RC2", 5, 8, List.of(CBC));
        for (String name : List.of("sm4", "seed", "des", "idea", "bf", "rc2", "rc2-64", "rc2-40")) {
            alias(all, name, name + "-cbc");
        }
        alias(all, "blowfish", "bf-cbc");
        alias(all, "cast", "cast5-cbc");
        alias(all, "cast-cbc", "cast5-cbc");
        alias(all, "rc2-128", "rc2-cbc");
        // These two without a mode are not CBC.
        alias(all, "des-ede", "des-ede-ecb");
        alias(all, "des-ede3", "des-ede3-ecb");
        alias(all, "des3", "des-ede3-cbc");
        all.put("rc4", new CipherName("rc4", "RC4", STREAM, 16, 1, 0));
        all.put("rc4-40", new CipherName("rc4-40", "RC4", STREAM, 5, 1, 0));
        all.put("chacha20", new CipherName("chacha20", "ChaCha20", STREAM, 32, 1, 16));
        return all;
    }

    private static void family(
            SortedMap<String, CipherName> all,
            String prefix,
            String algorithm,
            int keyBytes,
            int blockBytes,
            List<CipherMode> modes) {
        for (CipherMode mode : modes) {
            String name = prefix + "-" + mode.name().toLowerCase(Locale.ROOT);
            all.put(name, new CipherName(name, algorithm, mode, keyBytes, blockBytes, mode == ECB ? 0 : blockBytes));
        }
    }

    private static void alias(SortedMap<String, CipherName> all, String alias, String name) {
        CipherName cipher = all.get(name);
        if (cipher == null) {
            throw new IllegalStateException(name);
        }
        all.put(
                alias,
                new CipherName(
                        alias,
                        cipher.algorithm(),
                        cipher.mode(),
                        cipher.keyBytes(),
                        cipher.blockBytes(),
                        cipher.ivBytes()));
    }
}
