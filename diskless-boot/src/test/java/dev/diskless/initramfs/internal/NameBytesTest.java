package dev.diskless.initramfs.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NameBytesTest {

    @Test
    void utf8IsItself() {
        String name = "a\u00e9\u65e5\ud83d\ude00\0";
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        assertEquals(name, NameBytes.decode(bytes, bytes.length));
        assertArrayEquals(bytes, NameBytes.encode(name));
    }

    @Test
    void otherBytesStandAsLowSurrogates() {
        assertEquals("a\udcff\udc80b", decode('a', 0xff, 0x80, 'b'));
        assertEquals("\udcc0\udc80", decode(0xc0, 0x80));
        assertEquals("\udced\udcb0\udc80", decode(0xed, 0xb0, 0x80));
        assertEquals("\udcf0\udc9f", decode(0xf0, 0x9f));
    }

    @Test
    void onlyTheFirstBytesCount() {
        assertEquals("ab", NameBytes.decode(new byte[] {'a', 'b', 'c'}, 2));
    }

    @Test
    void anyBytesComeBack() {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            assertArrayEquals(bytes, NameBytes.encode(NameBytes.decode(bytes, bytes.length)));
        }
    }

    private static String decode(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return NameBytes.decode(bytes, bytes.length);
    }
}
