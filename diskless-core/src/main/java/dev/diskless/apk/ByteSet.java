package dev.diskless.apk;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/** A set of bytes as a pattern writes it: {@code [a-z]}, {@code [!0-9]}, {@code [[:alpha:]_-]}. No backslash counts. */
final class ByteSet {

    private static final int LONGEST_CLASS = 15;

    private ByteSet() {}

    /** Where the set that begins at a bracket ends; -1 if it does not end, and the bracket stands for itself. */
    static int end(byte[] pattern, int start) {
        int at = start + 1;
        if (at < pattern.length && isNegation(pattern[at])) {
            at++;
        }
        if (at < pattern.length && pattern[at] == ']') {
            at++;
        }
        while (at < pattern.length && pattern[at] != ']') {
            at = isClass(pattern, at) ? classEnd(pattern, at) + 1 : at + 1;
        }
        return at < pattern.length ? at : -1;
    }

    /** Which of the 256 bytes are in the set between two brackets. */
    static BitSet of(byte[] pattern, int start, int end) {
        boolean negated = isNegation(pattern[start + 1]);
        BitSet set = new BitSet(256);
        int at = start + (negated ? 2 : 1);
        int last = pattern[at - 1] & 0xff;
        if (pattern[at] == ']' && at < end || pattern[at] == '-') {
            last = pattern[at++] & 0xff;
            set.set(last);
        }
        while (at < end) {
            if (pattern[at] == '-' && at + 1 < end) {
                int high = pattern[at + 1] & 0xff;
                if (last <= high) {
                    set.set(last, high + 1);
                }
                // The end of a range counts again, by itself or as the start of another range.
                at++;
            } else if (isClass(pattern, at)) {
                int close = classEnd(pattern, at);
                if (pattern[at + 1] == ':') {
                    addClass(set, pattern, at + 2, close - 1);
                }
                at = close + 1;
            } else {
                last = pattern[at++] & 0xff;
                set.set(last);
            }
        }
        if (negated) {
            set.flip(0, 256);
        }
        return set;
    }

    private static boolean isNegation(byte value) {
        return value == '!' || value == '^';
    }

    private static boolean isClass(byte[] pattern, int at) {
        return pattern[at] == '['
                && at + 1 < pattern.length
                && (pattern[at + 1] == ':' || pattern[at + 1] == '.' || pattern[at + 1] == '=');
    }

    // The bracket that closes a class; the length of the pattern if none does.
    private static int classEnd(byte[] pattern, int start) {
        for (int at = start + 3; at < pattern.length; at++) {
            if (pattern[at] == ']' && pattern[at - 1] == pattern[start + 1]) {
                return at;
            }
        }
        return pattern.length;
    }

    private static void addClass(BitSet set, byte[] pattern, int from, int to) {
        if (to - from > LONGEST_CLASS) {
            return;
        }
        String name = new String(pattern, from, to - from, StandardCharsets.ISO_8859_1);
        for (int value = 0; value < 0x80; value++) {
            if (isIn(name, value)) {
                set.set(value);
            }
        }
    }

    private static boolean isIn(String name, int value) {
        boolean graph = value > ' ' && value < 0x7f;
        boolean upper = value >= 'A' && value <= 'Z';
        boolean lower = value >= 'a' && value <= 'z';
        boolean digit = value >= '0' && value <= '9';
        boolean hexLetter = (value | 0x20) >= 'a' && (value | 0x20) <= 'f' && (upper || lower);
        switch (name) {
            case "alnum":
                return upper || lower || digit;
            case "alpha":
                return upper || lower;
            case "blank":
                return value == ' ' || value == '\t';
            case "cntrl":
                return value < ' ' || value == 0x7f;
            case "digit":
                return digit;
            case "graph":
                return graph;
            case "lower":
                return lower;
            case "print":
                return graph || value == ' ';
            case "punct":
                return graph && !upper && !lower && !digit;
            case "space":
                return value == ' ' || value >= '\t' && value <= '\r';
            case "upper":
                return upper;
            case "xdigit":
                return digit || hexLetter;
            default:
                return false;
        }
    }
}
