package dev.diskless.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.CorruptInputException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailureLineTest {

    @Test
    void faultIsToldWithItsFacts() {
        CorruptInputException fault = new CorruptInputException(
                CorruptInputException.detail("bad").at("here", 7).cure("mend it"));
        assertEquals(fault.detail().message(), FailureLine.message(fault));
    }

    @ParameterizedTest
    @MethodSource("hostFailures")
    void failureOfTheHostNamesTheFileInOneLine(FileSystemException failure) {
        String line = FailureLine.message(failure);
        assertTrue(line.startsWith("some file: "), line);
        assertFalse(line.contains("Exception"), line);
    }

    static FileSystemException[] hostFailures() {
        return new FileSystemException[] {
            new NoSuchFileException("some file"),
            new AccessDeniedException("some file"),
            new FileSystemException("some file", null, "No space left on device")
        };
    }

    @Test
    void controlCharactersCannotForgeLines() {
        assertFalse(FailureLine.message(new IOException("a\nb\033[2J")).contains("\n"));
    }
}
