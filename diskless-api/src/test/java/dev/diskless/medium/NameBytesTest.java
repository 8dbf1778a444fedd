package dev.diskless.medium;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NameBytesTest {

    @Test
    void everyByteSequenceComesBack() {
        for (int seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            assertArrayEquals(bytes, NameBytes.encode(NameBytes.decode(bytes)).orElseThrow());
        }
    }

    @Test
    void utf8StaysText() {
        String text = "caf\u00e9 \u65e5\u672c \ud83d\ude00";
        assertEquals(text, NameBytes.decode(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void bytesThatAreNotUtf8StandAsLowSurrogates() {
        assertEquals("a\udcff\udc80", NameBytes.decode(new byte[] {'a', (byte) 0xff, (byte) 0x80}));
        assertEquals("\udced\udca0\udc80", NameBytes.decode(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}));
    }

    @Test
    void halfASurrogatePairHasNoBytes() {
        assertEquals(Optional.empty(), NameBytes.encode("a\ud800"));
        assertEquals(Optional.empty(), NameBytes.encode("\udc7f"));
        assertTrue(NameBytes.encode("\udc80").isPresent());
    }

    @Test
    void namesAreOrderedByTheirBytes() {
        List<String> sorted = List.of("Z", "a", "a-b", "a/b", "\u00e9", "\uffff", "\ud83d\ude00", "\udcff");
        assertEquals(sorted, sorted.stream().sorted(NameBytes.ORDER).toList());
    }
}
