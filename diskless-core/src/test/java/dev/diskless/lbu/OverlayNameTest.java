package dev.diskless.lbu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.fault.InvalidRequestException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OverlayNameTest {

    @Test
    void namesAreReadAsTheyAreWritten() throws IOException {
        for (OverlayName name : List.of(
                OverlayName.active("edge-1", ""),
                OverlayName.active("edge-1.example.org", "aes-256-cbc"),
                OverlayName.active("a.apkovl", ""),
                OverlayName.active("a_b", "").kept(Instant.parse("2026-07-11T09:30:00.999Z"), 0),
                OverlayName.active("a.20240101000000", "aes-256-cbc").kept(Instant.EPOCH, 0))) {
            assertEquals(Optional.of(name), OverlayName.parse(name.fileName()));
        }
    }

    @Test
    void theStampIsTheTimeInUtcWithoutFractions() throws IOException {
        OverlayName name = OverlayName.active("edge-1", "aes-256-cbc");
        assertEquals(
                "edge-1.20260711093000.tar.gz.aes-256-cbc",
                name.kept(Instant.parse("2026-07-11T09:30:00.999Z"), 0).fileName());
        assertEquals(
                "edge-1.20270101000000.tar.gz.aes-256-cbc",
                name.kept(Instant.parse("2026-12-31T23:59:59Z"), 1).fileName());
        assertEquals(Instant.EPOCH, name.kept(Instant.EPOCH, 0).time().orElseThrow());
    }

    @Test
    void aStampThatIsNoDateHasNoTime() {
        assertEquals(
                Optional.empty(),
                OverlayName.parse("a.99999999999999.tar.gz").orElseThrow().time());
        assertEquals(
                Optional.empty(),
                OverlayName.parse("a.20250229000000.tar.gz").orElseThrow().time());
        assertEquals(
                Optional.of(Instant.parse("9999-12-31T23:59:59Z")),
                OverlayName.parse("a.99991231235959.tar.gz").orElseThrow().time());
    }

    @Test
    void timesWithoutAStampAreRefused() throws IOException {
        OverlayName name = OverlayName.active("edge-1", "");
        for (Instant time : List.of(Instant.MAX, Instant.MIN, Instant.parse("9999-12-31T23:59:59Z"))) {
            assertThrows(InvalidRequestException.class, () -> name.kept(time, 1), time.toString());
        }
    }

    @Test
    void aHostIsWhatStandsBeforeTheLastStamp() {
        OverlayName other =
                OverlayName.parse("a.20240101000000.20250101000000.tar.gz").orElseThrow();
        assertEquals("a.20240101000000", other.host());
        assertEquals("20250101000000", other.stamp());
        for (String name : List.of(
                "a.2024lab9.tar.gz",
                "a.2024.tar.gz",
                "a.202401010000001.tar.gz",
                "a.20240101000000.tar.gz~",
                "a.20240101000000.tar.gz.aes-256-cbc.new",
                ".20240101000000.tar.gz",
                "a.tar.gz",
                "apkovl.tar.gz",
                ".apkovl.tar.gz",
                "")) {
            assertEquals(Optional.empty(), OverlayName.parse(name), name);
        }
    }

    @Test
    void hostsThatNoFileCanBeNamedByAreRefused() throws IOException {
        for (String host : List.of("localhost", "A", "x".repeat(64), "my_host", "\u00e9dge")) {
            OverlayName.active(host, "");
        }
        for (String host : List.of("", ".", "..", ".a", "-a", "a/b", "a\nb", "a b", "a\0", "x".repeat(65), "\ud800")) {
            assertThrows(InvalidRequestException.class, () -> OverlayName.active(host, ""), host);
        }
    }
}
