package dev.diskless.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeTextTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "1023, 1023 bytes",
        "1024, 1 KiB",
        "1536, 1.5 KiB",
        "1072693248, 1023 MiB",
        "1073741824, 1 GiB",
        "9223372036854775807, 8 EiB"
    })
    void usesBinaryUnits(long bytes, String text) {
        assertEquals(text, SizeText.of(bytes));
    }
}
