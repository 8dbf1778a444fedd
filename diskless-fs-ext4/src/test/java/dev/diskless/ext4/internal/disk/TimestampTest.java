package dev.diskless.ext4.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTest {

    @ParameterizedTest
    @CsvSource({
        "2040-01-01T00:00:00.123456789Z, 83AA7E80, 1D6F3455",
        "1960-01-01T00:00:00Z, ED300880, 0",
        "2400-01-01T00:00:00Z, 28CD9D00, 3",
        "1970-01-01T00:00:00Z, 0, 0"
    })
    void wordsAreThoseOfTheKernel(Instant time, String seconds, String extra) {
        assertEquals(Integer.parseUnsignedInt(seconds, 16), Timestamp.seconds(time));
        assertEquals(Integer.parseUnsignedInt(extra, 16), Timestamp.extra(time));
        assertEquals(time, Timestamp.decode(Timestamp.seconds(time), Timestamp.extra(time)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1901-12-13T20:45:52Z",
                "2038-01-19T03:14:07.999999999Z",
                "2038-01-19T03:14:08Z",
                "2106-02-07T06:28:15Z",
                "2106-02-07T06:28:16Z",
                "2174-02-25T09:42:24Z",
                "2446-05-10T22:38:55.999999999Z"
            })
    void everyEpochComesBack(Instant time) {
        assertEquals(time, Timestamp.clamp(time));
        assertEquals(time, Timestamp.decode(Timestamp.seconds(time), Timestamp.extra(time)));
    }

    @Test
    void timesOutOfRangeBecomeTheNearest() {
        assertEquals(Instant.parse("1901-12-13T20:45:52Z"), Timestamp.clamp(Instant.MIN));
        assertEquals(Instant.parse("2446-05-10T22:38:55.999999999Z"), Timestamp.clamp(Instant.MAX));
    }

    @Test
    void tooManyNanosecondsBecomeTheLastOne() {
        assertEquals(Instant.ofEpochSecond(5, 999_999_999), Timestamp.decode(5, -4));
    }
}
