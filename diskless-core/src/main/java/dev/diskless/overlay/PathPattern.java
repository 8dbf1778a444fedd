package dev.diskless.overlay;

import dev.diskless.fault.InvalidRequestException;

/**
 * A pattern for paths: {@code ?} is one character, {@code *} any number of them, both without slashes; {@code **} is any
 * number with slashes.
 */
final class PathPattern {

    private static final int MAX_LENGTH = 1000;
    private static final int MAX_STARS = 16;

    private final String pattern;

    private PathPattern(String pattern) {
        this.pattern = pattern;
    }

    static PathPattern of(String pattern) throws InvalidRequestException {
        String plain = pattern.startsWith("/") ? pattern.substring(1) : pattern;
        if (plain.isEmpty()
                || plain.length() > MAX_LENGTH
                || plain.chars().filter(c -> c == '*').count() > MAX_STARS) {
            throw new InvalidRequestException(InvalidRequestException.detail("no pattern for paths, or too long a one")
                    .found(pattern)
                    .cure("write it like etc/ssh/ssh_host_*"));
        }
        return new PathPattern(plain);
    }

    /** Walks all ways through the pattern at once: one flag for each place in it. */
    boolean matches(String path) {
        boolean[] at = new boolean[pattern.length() + 1];
        at[0] = true;
        skipStars(at);
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean[] next = new boolean[at.length];
            for (int p = 0; p < pattern.length(); p++) {
                if (at[p]) {
                    step(p, c, next);
                }
            }
            skipStars(next);
            at = next;
        }
        return at[pattern.length()];
    }

    private void step(int p, char c, boolean[] next) {
        switch (pattern.charAt(p)) {
            case '*' -> {
                if (c != '/' || isDouble(p)) {
                    next[p] = true;
                }
            }
            case '?' -> next[p + 1] |= c != '/';
            default -> next[p + 1] |= pattern.charAt(p) == c;
        }
    }

    private boolean isDouble(int p) {
        return p + 1 < pattern.length() && pattern.charAt(p + 1) == '*';
    }

    private void skipStars(boolean[] at) {
        for (int p = 0; p < pattern.length(); p++) {
            if (at[p] && pattern.charAt(p) == '*') {
                at[isDouble(p) ? p + 2 : p + 1] = true;
            }
        }
    }
}
