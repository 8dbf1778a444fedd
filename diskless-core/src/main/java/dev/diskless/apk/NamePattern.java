package dev.diskless.apk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * A pattern for one name, as {@code fnmatch} of Alpine's C library reads it without a locale: byte by byte, with
 * {@code *}, {@code ?}, {@code [...]} and a backslash before what is meant literally. A leading dot is nothing special.
 */
final class NamePattern {

    private static final int ANY = -1;
    private static final int STAR = -2;
    private static final int FIRST_SET = -3;
    private static final int LONGEST_NAME = 255;
    private static final NamePattern NEVER = new NamePattern(new byte[0]);

    private final int[] elements;
    private final List<BitSet> sets = new ArrayList<>();

    private NamePattern(byte[] pattern) {
        int[] found = new int[pattern.length];
        int count = 0;
        for (int at = 0; at < pattern.length; at++) {
            switch (pattern[at]) {
                case '\\':
                    // At the very end it stands for itself.
                    at += at + 1 < pattern.length ? 1 : 0;
                    found[count++] = pattern[at] & 0xff;
                    break;
                case '*':
                    if (count == 0 || found[count - 1] != STAR) {
                        found[count++] = STAR;
                    }
                    break;
                case '?':
                    found[count++] = ANY;
                    break;
                case '[':
                    int end = ByteSet.end(pattern, at);
                    if (end < 0) {
                        found[count++] = '[';
                    } else {
                        found[count++] = FIRST_SET - sets.size();
                        sets.add(ByteSet.of(pattern, at, end));
                        at = end;
                    }
                    break;
                default:
                    found[count++] = pattern[at] & 0xff;
            }
        }
        elements = Arrays.copyOf(found, count);
    }

    static NamePattern of(byte[] pattern) {
        NamePattern made = new NamePattern(pattern);
        long least =
                Arrays.stream(made.elements).filter(element -> element != STAR).count();
        // What no name can match is not kept: patterns come from files, and so may be of any size.
        return least > LONGEST_NAME ? NEVER : made;
    }

    boolean matches(byte[] name) {
        int at = 0;
        int element = 0;
        int starElement = -1;
        int starAt = 0;
        while (at < name.length) {
            if (element < elements.length && elements[element] == STAR) {
                starElement = element++;
                starAt = at;
            } else if (element < elements.length && fits(elements[element], name[at] & 0xff)) {
                element++;
                at++;
            } else if (starElement >= 0) {
                element = starElement + 1;
                at = ++starAt;
            } else {
                return false;
            }
        }
        while (element < elements.length && elements[element] == STAR) {
            element++;
        }
        return element == elements.length;
    }

    private boolean fits(int element, int value) {
        if (element >= 0) {
            return element == value;
        }
        return element == ANY || sets.get(FIRST_SET - element).get(value);
    }
}
