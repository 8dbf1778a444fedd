package dev.diskless.ext4.internal.nio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NameOrderTest {

    @Test
    void isThatOfUnsignedBytes() {
        Random random = new Random(5);
        for (int count : new int[] {0, 1, 2, 31, 32, 33, 500, 5000}) {
            List<byte[]> names = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                names.add(name(random));
            }
            List<byte[]> expected = new ArrayList<>(names);
            expected.sort(Arrays::compareUnsigned);
            List<byte[]> sorted = NameOrder.sorted(names);
            assertEquals(expected.size(), sorted.size());
            for (int i = 0; i < count; i++) {
                assertArrayEquals(expected.get(i), sorted.get(i), i + " of " + count);
            }
        }
    }

    /** Long common beginnings, names that begin others, and the same name twice. */
    private static byte[] name(Random random) {
        byte[] name = new byte[1 + random.nextInt(random.nextBoolean() ? 4 : 255)];
        Arrays.fill(name, (byte) 'x');
        int free = Math.min(name.length, random.nextInt(5));
        for (int i = name.length - free; i < name.length; i++) {
            name[i] = (byte) random.nextInt();
        }
        return name;
    }
}
