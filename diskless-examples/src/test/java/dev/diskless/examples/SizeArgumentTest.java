package dev.diskless.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class SizeArgumentTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "512, 512",
        "1K, 1024",
        "3M, 3145728",
        "1G, 1073741824",
        "2T, 2199023255552",
        "9223372036854775807, 9223372036854775807"
    })
    void digitsAreBytesAndLettersCountIn1024s(String text, long bytes) {
        assertEquals(bytes, new SizeArgument().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "K", "-1", "1.5G", "1KB", "1 G", "1P", "0x10", "9223372036854775808", "8388608T", "٣"})
    void everythingElseIsRefused(String text) {
        assertThrows(TypeConversionException.class, () -> new SizeArgument().convert(text));
    }
}
