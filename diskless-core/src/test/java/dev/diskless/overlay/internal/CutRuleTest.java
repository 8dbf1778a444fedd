package dev.diskless.overlay.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CutRuleTest {

    private record Entry(String name, long bytes) {}

    @Test
    void stretchesAreNotTooShortUnlessALargeEntryFollows() {
        List<Entry> entries = entries(1, 20_000, 6_000_000);
        CutRule rule = new CutRule();
        long length = 0;
        int stretches = 0;
        for (Entry entry : entries) {
            if (rule.endsBefore(entry.name().getBytes(StandardCharsets.US_ASCII), entry.bytes())) {
                assertTrue(length >= CutRule.SHORTEST || entry.bytes() >= CutRule.LARGE);
                length = 0;
                stretches++;
            }
            length += entry.bytes();
        }
        assertTrue(stretches > 100);
    }

    @Test
    void aChangeMovesOnlyTheEndsNearby() {
        Random random = new Random(2);
        List<Entry> entries = entries(2, 20_000, 20_000);
        Set<String> ends = ends(entries);
        for (int i = 0; i < 50; i++) {
            List<Entry> changed = new ArrayList<>(entries);
            int at = random.nextInt(changed.size());
            switch (i % 3) {
                case 0 -> changed.remove(at);
                case 1 -> changed.add(at, new Entry("new" + i, 512 * (1 + random.nextInt(100))));
                default -> changed.set(at, new Entry(changed.get(at).name(), 512 * (1 + random.nextInt(100))));
            }
            Set<String> moved = ends(changed);
            moved.removeAll(ends);
            assertTrue(moved.size() < 12, () -> moved.size() + " ends moved");
        }
    }

    @Test
    void whatIsLargeStandsAlone() {
        CutRule rule = new CutRule();
        byte[] name = {'a'};
        assertEquals(false, rule.endsBefore(name, 1024));
        assertEquals(true, rule.endsBefore(name, CutRule.LARGE));
        assertEquals(true, rule.endsBefore(name, 1024));
    }

    private static List<Entry> entries(long seed, int count, int most) {
        Random random = new Random(seed);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long size = random.nextInt(20) == 0 ? random.nextInt(most) : random.nextInt(4000);
            entries.add(new Entry("etc/" + i, 512 + (size + 511) / 512 * 512));
        }
        return entries;
    }

    private static Set<String> ends(List<Entry> entries) {
        CutRule rule = new CutRule();
        Set<String> ends = new HashSet<>();
        for (Entry entry : entries) {
            if (rule.endsBefore(entry.name().getBytes(StandardCharsets.US_ASCII), entry.bytes())) {
                ends.add(entry.name());
            }
        }
        return ends;
    }
}
