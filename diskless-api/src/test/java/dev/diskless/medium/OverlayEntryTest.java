package dev.diskless.medium;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OverlayEntryTest {

    private static final OverlayEntry FILE = OverlayEntry.file("etc/a", 0644, Instant.EPOCH, 3);

    @Test
    void factoriesKnowNeitherNamesNorAttributes() {
        assertEquals("", FILE.userName() + FILE.groupName());
        assertEquals(Collections.emptySortedMap(), FILE.xattrs());
        assertEquals(FILE, new OverlayEntry("etc/a", EntryType.FILE, 0644, 0, 0, Instant.EPOCH, 3, "", 0, 0));
    }

    @Test
    void aChangedOwnerLosesTheNamesOfTheOldOne() {
        OverlayEntry named = FILE.withOwner(1, 2).withOwnerNames("lp", "daemon");
        assertEquals("lp:daemon", named.userName() + ":" + named.groupName());
        assertEquals(FILE.withOwner(7, 8), named.withOwner(7, 8));
    }

    @Test
    void everyChangeLeavesTheRest() {
        OverlayEntry all = FILE.withName("etc/b")
                .withMode(04755)
                .withOwner(1, 2)
                .withOwnerNames("u", "g")
                .withModified(Instant.ofEpochSecond(5))
                .withXattrs(Map.of("user.a", XattrValue.of(new byte[] {1})));
        assertEquals(
                new OverlayEntry(
                        "etc/b",
                        EntryType.FILE,
                        04755,
                        1,
                        2,
                        Instant.ofEpochSecond(5),
                        3,
                        "",
                        0,
                        0,
                        "u",
                        "g",
                        new TreeMap<>(Map.of("user.a", XattrValue.of(new byte[] {1})))),
                all);
        OverlayEntry link = OverlayEntry.symlink("etc/l", "a", Instant.EPOCH);
        assertEquals(OverlayEntry.symlink("etc/l", "b", Instant.EPOCH), link.withLinkTarget("b"));
    }

    @Test
    void attributesAreSortedByBytesAndKeptFromLaterChanges() {
        Map<String, XattrValue> given = new TreeMap<>();
        given.put("user.\uffff", XattrValue.of(new byte[0]));
        given.put("user.\ud800\udc00", XattrValue.of(new byte[0]));
        OverlayEntry entry = FILE.withXattrs(given);
        given.clear();
        // As UTF-16 the pair would come first.
        assertEquals(
                List.of("user.\uffff", "user.\ud800\udc00"),
                List.copyOf(entry.xattrs().keySet()));
        assertThrows(UnsupportedOperationException.class, () -> entry.xattrs().clear());
    }

    @Test
    void valuesAreEqualByTheirBytesAndCannotBeChanged() {
        byte[] bytes = {1, 2};
        XattrValue value = XattrValue.of(bytes);
        bytes[0] = 9;
        value.toByteArray()[1] = 9;
        assertEquals(XattrValue.of(new byte[] {1, 2}), value);
        assertEquals(XattrValue.of(new byte[] {1, 2}).hashCode(), value.hashCode());
        assertNotEquals(XattrValue.of(new byte[] {1}), value);
        assertEquals("0102", value.toString());
        assertEquals(2, value.length());
    }
}
