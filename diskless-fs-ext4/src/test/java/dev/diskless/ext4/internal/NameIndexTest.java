package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NameIndexTest {

    @Test
    void everyPlaceIsFound() {
        NameIndex index = new NameIndex();
        for (int i = 0; i < 50_000; i++) {
            index.add(Sample.bytes("name" + i), i);
        }
        assertFalse(index.isUseless());
        for (int i = 0; i < 50_000; i++) {
            byte[] name = Sample.bytes("name" + i);
            long found = index.next(name, 0);
            while (found >= 0 && (int) found != i) {
                found = index.next(name, (int) (found >>> 32) + 1);
            }
            assertEquals(i, (int) found);
        }
    }

    @Test
    void tooManyNamesWithOneHashMakeItUseless() {
        NameIndex index = new NameIndex();
        for (int i = 0; i < 2000; i++) {
            index.add(Sample.bytes("same"), i);
        }
        assertTrue(index.isUseless());
        assertEquals(-1, index.next(Sample.bytes("same"), 0));
    }
}
