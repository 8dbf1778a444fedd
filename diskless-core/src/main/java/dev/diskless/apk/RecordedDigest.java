package dev.diskless.apk;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A digest as the installed database records it: {@code Q1} and base64 or {@code X1} and hexadecimal digits for SHA-1,
 * the same with 32 bytes (or {@code Q2}, {@code X2}) for SHA-256, and 32 hexadecimal digits for MD5.
 */
record RecordedDigest(Kind kind, byte[] bytes) {

    /** The algorithms, with how many bytes are recorded. */
    enum Kind {
        NONE("", 0),
        MD5("MD5", 16),
        SHA1("SHA-1", 20),
        SHA256("SHA-256", 32),
        /** The first 160 bits of SHA-256, of packages of the third generation. */
        SHA256_160("SHA-256", 20);

        final String algorithm;
        final int length;

        Kind(String algorithm, int length) {
            this.algorithm = algorithm;
            this.length = length;
        }
    }

    static final RecordedDigest NONE = new RecordedDigest(Kind.NONE, new byte[0]);

    boolean matches(byte[] digest) {
        return Arrays.equals(bytes, 0, bytes.length, digest, 0, Math.min(bytes.length, digest.length));
    }

    /** Reads one; null if it has none of the forms. */
    static @Nullable RecordedDigest parse(byte[] source, int from, int to) {
        try {
            boolean base64 = from < to && source[from] == 'Q';
            if (!base64 && (from == to || source[from] != 'X')) {
                byte[] bytes = hexadecimal(source, from, to);
                return bytes.length == Kind.MD5.length ? new RecordedDigest(Kind.MD5, bytes) : null;
            }
            if (to - from < 3 || source[from + 1] != '1' && source[from + 1] != '2') {
                return null;
            }
            byte[] bytes = base64
                    ? Base64.getDecoder().decode(Arrays.copyOfRange(source, from + 2, to))
                    : hexadecimal(source, from + 2, to);
            if (bytes.length == Kind.SHA256.length) {
                return new RecordedDigest(Kind.SHA256, bytes);
            }
            boolean sha1 = bytes.length == Kind.SHA1.length && source[from + 1] == '1';
            return sha1 ? new RecordedDigest(Kind.SHA1, bytes) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static byte[] hexadecimal(byte[] source, int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            text.append((char) (source[i] & 0xff));
        }
        return HexFormat.of().parseHex(text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RecordedDigest that && kind == that.kind && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return kind + " " + HexFormat.of().formatHex(bytes);
    }
}
