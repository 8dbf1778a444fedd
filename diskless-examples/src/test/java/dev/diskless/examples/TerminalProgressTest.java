package dev.diskless.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.progress.ProgressEvent;
import dev.diskless.progress.ProgressUnit;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {

    private static final String CLEAR = "\r\033[K";

    private final StringWriter screen = new StringWriter();
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);

    @Test
    void linesAreRewrittenAndTakenAway() {
        try (TerminalProgress progress = progress()) {
            progress.report(new ProgressEvent("copy", ProgressUnit.BYTES, 3 << 20, 4 << 20, 0.5, false));
        }
        assertEquals(CLEAR + " 50% copy: 3 of 4 MiB" + CLEAR, screen.toString());
    }

    @Test
    void reportsThatComeTooFastAreLeftOut() {
        TerminalProgress progress = progress();
        for (int i = 0; i < 1000; i++) {
            progress.report(new ProgressEvent("verify", ProgressUnit.PACKAGES, i, 1000, i / 1000.0, false));
            clock.addAndGet(1_000_000);
        }
        assertEquals(10, screen.toString().split("verify", -1).length - 1);
        assertTrue(screen.toString().endsWith("900 of 1000 packages"), screen::toString);
    }

    @Test
    void lineNeverWraps() {
        progress().report(new ProgressEvent("x".repeat(200), ProgressUnit.FILES, 1, 2, 0.5, false));
        assertEquals(79 + CLEAR.length(), screen.toString().length());
    }

    @Test
    void nothingIsTakenAwayWhereNothingWasShown() {
        progress().close();
        assertFalse(screen.toString().contains("\r"));
    }

    private TerminalProgress progress() {
        return new TerminalProgress(new PrintWriter(screen), clock::get);
    }
}
