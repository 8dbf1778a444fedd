package dev.diskless.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class FileArgumentTest {

    private final FileArgument.Converter converter = new FileArgument.Converter();

    @Test
    void firstEqualsSignDivides() {
        assertEquals(new FileArgument("etc/a", Path.of("b=c")), converter.convert("etc/a=b=c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"etc/a", "=b", "etc/a=", "/etc/a=b", "a=\0"})
    void everythingElseIsRefused(String text) {
        assertThrows(TypeConversionException.class, () -> converter.convert(text));
    }
}
