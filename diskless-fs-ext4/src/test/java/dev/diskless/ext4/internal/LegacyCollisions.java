package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.NameHash;
import java.util.ArrayList;
import java.util.List;

/** Makes names that have one legacy hash: the last two characters of each are computed backwards from it. */
final class LegacyCollisions {

    private static final int FACTOR = 7152373;
    private static final int DIGITS = 9;
    private static final long START = 0x37ABE8F9_12A3FE2DL;

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
        int start = length - DIGITS;
        long constant = states(name, 0, start, START);
        for (int number = 0; names.size() < count; number++) {
            for (int digit = 0, rest = number; digit < DIGITS; digit++, rest /= 10) {
                name[start + digit] = (byte) ('0' + rest % 10);
            }
            long states = states(name, start, length, constant);
            int last = (int) (states >>> 32);
            int state = (int) states;
            for (int b = Byte.MIN_VALUE; b <= Byte.MAX_VALUE; b++) {
                int before = (wanted >>> 1) - state ^ b * FACTOR;
                int a = (before - last ^ state) * inverse;
                if (a == (byte) a && a != 0 && a != '/' && b != 0 && b != '/') {
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

    /** The two words of the hash after some characters. */
    private static long states(byte[] name, int from, int to, long states) {
        int last = (int) (states >>> 32);
        int state = (int) states;
        for (int i = from; i < to; i++) {
            int next = last + (state ^ name[i] * FACTOR);
            last = state;
            state = next < 0 ? next - 0x7FFFFFFF : next;
        }
        return (long) last << 32 | state & 0xFFFFFFFFL;
    }
}
