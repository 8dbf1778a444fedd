package dev.diskless.ext4.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hashes as debugfs's dx_hash gives them. */
class NameHashTest {

    private static final int[] SEED = {0x33221100, 0x77665544, 0xBBAA9988, 0xFFEEDDCC};

    @ParameterizedTest
    @CsvSource({
        "a, 93752ee6, f9b90e84, e74b53e2",
        "lost+found, 1efb822c, d06209f0, 5e2aba24",
        "hello.txt, fd21d2d0, 03925122, 65a05776",
        "0123456789abcdef0123456789abcdefXYZ, 4804b450, b481bb6e, 2c99118e",
        "café, 5de1249a, 643516dc, 96ca5a2c"
    })
    void signedHashesEqualThoseOfTheRealTool(String name, String md4, String tea, String legacy) {
        assertEquals(md4, hash(NameHash.HALF_MD4, true, name));
        assertEquals(tea, hash(NameHash.TEA, true, name));
        assertEquals(legacy, hash(NameHash.LEGACY, true, name));
    }

    @ParameterizedTest
    @CsvSource({"café, daec8672, 6aaf4150, 6dde4230"})
    void unsignedHashesEqualThoseOfTheRealTool(String name, String md4, String tea, String legacy) {
        assertEquals(md4, hash(NameHash.HALF_MD4, false, name));
        assertEquals(tea, hash(NameHash.TEA, false, name));
        assertEquals(legacy, hash(NameHash.LEGACY, false, name));
    }

    private static String hash(int version, boolean signed, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        String text = Integer.toHexString(new NameHash(version, signed, SEED).of(bytes, 0, bytes.length));
        return "0".repeat(8 - text.length()) + text;
    }
}
