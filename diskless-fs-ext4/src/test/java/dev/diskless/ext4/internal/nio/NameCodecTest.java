package dev.diskless.ext4.internal.nio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NameCodecTest {

    @Test
    void utf8IsItself() {
        for (String text : List.of("", "plain", "ümläut", "日本語", "\uD83D\uDE00", "a\nb", "\u007f\u0080\u07ff\uffff")) {
            assertArrayEquals(text.getBytes(StandardCharsets.UTF_8), NameCodec.encode(text));
            assertEquals(text, NameCodec.decode(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void otherBytesAreEscapedOneByOne() {
        assertEquals("caf\uDCE9", NameCodec.decode(bytes('c', 'a', 'f', 0xE9)));
        assertEquals("\uDCFF\uDCFEx", NameCodec.decode(bytes(0xFF, 0xFE, 'x')));
        // A sequence that ends too early, one that is longer than it need be, a surrogate.
        assertEquals("\uDCE2\uDC82 ", NameCodec.decode(bytes(0xE2, 0x82, ' ')));
        assertEquals("\uDCC0\uDC80", NameCodec.decode(bytes(0xC0, 0x80)));
        assertEquals("\uDCED\uDCA0\uDC80", NameCodec.decode(bytes(0xED, 0xA0, 0x80)));
        assertArrayEquals(bytes('c', 'a', 'f', 0xE9), NameCodec.encode("caf\uDCE9"));
    }

    @Test
    void pairsOfSurrogatesAreNoEscapes() {
        String skull = "\uD83D\uDC80";
        assertArrayEquals(skull.getBytes(StandardCharsets.UTF_8), NameCodec.encode(skull));
        assertArrayEquals(bytes(0xF0, 0x9F, 0x92, 0x80, 0x80), NameCodec.encode(skull + "\uDC80"));
    }

    @Test
    void anyBytesComeBack() {
        Random random = new Random(8);
        for (int i = 0; i < 20_000; i++) {
            byte[] name = new byte[random.nextInt(12)];
            for (int j = 0; j < name.length; j++) {
                name[j] = (byte) (random.nextBoolean() ? 0x80 + random.nextInt(128) : 1 + random.nextInt(255));
            }
            assertArrayEquals(name, NameCodec.encode(NameCodec.decode(name)));
        }
    }

    @Test
    void otherLoneSurrogatesAreRefused() {
        for (String text : List.of("a\uD83D", "\uDC7F", "\uDD00", "\uD83Dx", "\uDFFF")) {
            assertThrows(InvalidPathException.class, () -> NameCodec.encode(text));
        }
        assertThrows(InvalidPathException.class, () -> NameCodec.encode("a\0"));
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
