package dev.diskless.overlay.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class FileStateTest {

    private static final Instant FINE = Instant.ofEpochSecond(1_700_000_000, 120_000_000);
    private static final Instant COARSE = Instant.ofEpochSecond(1_700_000_000);

    @Test
    void aFileIsSettledWhenTheClockHasGoneOn() {
        assertFalse(state(FINE).isSettled(FINE));
        assertFalse(state(FINE).isSettled(FINE.plusMillis(50)));
        assertTrue(state(FINE).isSettled(FINE.plusMillis(51)));
    }

    @Test
    void wholeSecondsMayBeThoseOfACoarseFileSystem() {
        assertFalse(state(COARSE).isSettled(COARSE.plusSeconds(2)));
        assertTrue(state(COARSE).isSettled(COARSE.plusSeconds(3)));
    }

    @Test
    void aFileFromTheFutureIsNeverSettled() {
        assertFalse(state(FINE.plusSeconds(100)).isSettled(FINE));
    }

    @Test
    void theTimeOfTheContentDecidesWhereThereIsNoOther() {
        assertTrue(new FileState(0, 0, 1, FINE, null).isSettled(FINE.plusSeconds(1)));
        assertFalse(new FileState(0, 0, 1, FINE, null).isSettled(FINE));
    }

    private static FileState state(Instant changed) {
        return new FileState(1, 2, 3, Instant.EPOCH, changed);
    }
}
