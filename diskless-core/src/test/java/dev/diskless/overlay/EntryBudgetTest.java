package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.fault.LimitExceededException;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.medium.XattrValue;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EntryBudgetTest {

    private static final OverlayEntry ENTRY = OverlayEntry.file("etc/a", 0644, Instant.EPOCH, 1);

    private static int room(OverlayEntry entry) throws LimitExceededException {
        EntryBudget budget = EntryBudget.of(1_000_000, 0);
        int count = 0;
        while (true) {
            try {
                budget.take(entry, "x");
            } catch (LimitExceededException e) {
                return count;
            }
            count++;
        }
    }

    @Test
    void namesAndAttributesAndOwnersCount() throws LimitExceededException {
        assertEquals(1_000_000 / 205, room(ENTRY));
        assertEquals(1_000_000 / 1200, room(ENTRY.withName("a".repeat(1000))));
        assertEquals(1_000_000 / 2200, room(ENTRY.withName("\u0416".repeat(1000))));
        assertEquals(1_000_000 / 1245, room(ENTRY.withOwnerNames("u".repeat(1000), "")));
        Map<String, XattrValue> attributes = new TreeMap<>();
        for (int i = 0; i < 10; i++) {
            attributes.put("user." + i, XattrValue.of(new byte[100]));
        }
        assertEquals(1_000_000 / (205 + 10 * (268 + 6)), room(ENTRY.withXattrs(new TreeMap<>(attributes))));
    }

    @Test
    void theFaultSaysWhatWhereAndWhatHelps() {
        EntryBudget budget = EntryBudget.of(410, 0);
        assertDoesNotThrow(() -> budget.take(ENTRY, "box.apkovl.tar.gz"));
        assertDoesNotThrow(() -> budget.take(ENTRY, "box.apkovl.tar.gz"));
        LimitExceededException fault =
                assertThrows(LimitExceededException.class, () -> budget.take(ENTRY, "box.apkovl.tar.gz"));
        assertEquals("box.apkovl.tar.gz", fault.detail().path());
        assertEquals(
                "at most 410 bytes in all that is held at once", fault.detail().expected());
        assertEquals("more with entry 3", fault.detail().found());
        assertNotNull(fault.detail().cure());
    }
}
