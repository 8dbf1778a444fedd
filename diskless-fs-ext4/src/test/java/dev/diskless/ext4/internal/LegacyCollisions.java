package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.NameHash;
import java.util.ArrayList;
import java.util.List;

/** Makes names that have one legacy hash: the last two characters of each are computed backwards from it. */
final class LegacyCollisions {

    private static final int FACTOR = 7152373;
    private static final int LAST_CHARACTER = 126;

    private LegacyCollisions() {}

    /** So many names of the length of one, with its hash. */
    static List<byte[]> of(byte[] like, int count) {
        NameHash hash = new NameHash(NameHash.LEGACY, true, new int[4]);
        int wanted = hash.of(like, 0, like.length);
        int inverse = 1;
        for (int i = 0; i < 5; i++) {
            inverse *= 2 - FACTOR * inverse;
        }
        List<byte[]> names = new ArrayList<>();
        byte[] name = like.clone();
        int length = name.length - 2;
        for (int number = 0; names.size() < count; number++) {
            for (int digit = 1, rest = number; digit < 8; digit++, rest /= 10) {
                name[length - digit] = (byte) ('0' + rest % 10);
            }
            int last = 0x37ABE8F9;
            int state = 0x12A3FE2D;
            for (int i = 0; i < length; i++) {
                int next = last + (state ^ name[i] * FACTOR);
                last = state;
                state = next < 0 ? next - 0x7FFFFFFF : next;
            }
            for (int b = 1; b <= LAST_CHARACTER; b++) {
                int before = (wanted >>> 1) - state ^ b * FACTOR;
                int a = (before - last ^ state) * inverse;
                if (before >= 0 && a > 0 && a <= LAST_CHARACTER && a != '/' && b != '/') {
                    name[length] = (byte) a;
                    name[length + 1] = (byte) b;
                    if (hash.of(name, 0, name.length) == wanted) {
                        names.add(name.clone());
                    }
                }
            }
        }
        return names;
    }
}
