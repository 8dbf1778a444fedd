package dev.diskless.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.medium.Finding;
import dev.diskless.medium.Severity;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonTest {

    record Sample(
            long byteCount,
            Instant modified,
            Path place,
            Optional<String> given,
            Optional<String> absent,
            List<Finding> findings) {}

    @Test
    void namesNumbersTimesAndOrderAreThoseOfTheReport() {
        Finding finding = new Finding(Severity.WARNING, "code", "quote \" and \n", "");
        Sample sample = new Sample(
                5_000_000_000L,
                Instant.ofEpochSecond(1_600_000_000),
                Path.of("a/b"),
                Optional.of("x"),
                Optional.empty(),
                List.of(finding));
        String expected = """
                {
                  "format" : 1,
                  "byteCount" : 5000000000,
                  "modified" : "2020-09-13T12:26:40Z",
                  "place" : "a/b",
                  "given" : "x",
                  "absent" : null,
                  "findings" : [
                    {
                      "severity" : "warning",
                      "code" : "code",
                      "message" : "quote \\" and \\n",
                      "cure" : ""
                    }
                  ]
                }
                """;
        assertEquals(expected, Json.text(sample));
    }

    @Test
    void bytesOfNamesThatAreNoTextAreEscaped() {
        Sample sample =
                new Sample(0, Instant.EPOCH, Path.of("a"), Optional.of("\udcff😀é"), Optional.empty(), List.of());
        assertTrue(Json.text(sample).contains("\"given\" : \"\\udcff😀é\""), Json.text(sample));
    }
}
