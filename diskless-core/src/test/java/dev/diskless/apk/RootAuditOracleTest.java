package dev.diskless.apk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Audits of a real root, judged by the apk in it. */
@Tag("chroot")
class RootAuditOracleTest {

    @Test
    void aPristineRootHasTheListOfTheRealTool() throws IOException {
        try (AuditedRoot root = AuditedRoot.unpack()) {
            assertTrue(root.assertSame("pristine") > 20);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void changesOfEveryKindAreFoundAsTheRealToolFindsThem(long seed) throws IOException {
        compare(seed, 17, 20);
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4, 5, 6, 7, 8, 9, 10})
    @Tag("campaign")
    void longSeriesOfChangesAreFoundAsTheRealToolFindsThem(long seed) throws IOException {
        compare(seed, 100, 10);
    }

    private static void compare(long seed, int rounds, int changes) throws IOException {
        try (AuditedRoot root = AuditedRoot.unpack()) {
            RootChanges series = new RootChanges(root.root(), seed);
            int longest = 0;
            for (int i = 0; i < rounds; i++) {
                series.make(changes);
                int round = i;
                longest = Math.max(longest, root.assertSame("seed " + seed + ", round " + round));
            }
            assertEquals(RootChanges.kinds(), series.done().size(), () -> "every kind: " + series.done());
            assertTrue(longest > 100, "there is something to compare");
        }
    }
}
