package dev.diskless.apk;

import java.util.Comparator;
import java.util.List;

/**
 * The order of package versions: {@code 1.2.3a_rc1~0abc-r4}. Of two versions of one package the greater is the newer.
 *
 * <p>Follows apk-tools 3. The 2.x series orders only these two kinds differently: a part after the first that begins
 * with zeros ({@code 1.0} and {@code 1.00}), and versions outside the grammar. Numbers have any length. Any text can be
 * compared; what does not follow the grammar is smaller than what does.
 */
final class VersionOrder implements Comparator<String> {

    static final VersionOrder INSTANCE = new VersionOrder();

    private static final List<String> PRE = List.of("alpha", "beta", "pre", "rc");
    private static final List<String> POST = List.of("cvs", "svn", "git", "hg", "p");

    // In this order: of two versions that go on differently, the one with the earlier kind is the greater.
    private enum Kind {
        FIRST,
        NUMBER,
        LETTER,
        SUFFIX,
        SUFFIX_NUMBER,
        HASH,
        REVISION,
        END,
        INVALID
    }

    @Override
    public int compare(String a, String b) {
        Walk left = new Walk(a);
        Walk right = new Walk(b);
        while (left.kind == right.kind && left.kind.compareTo(Kind.END) < 0) {
            int order = compareTokens(left, right);
            if (order != 0) {
                return order;
            }
            left.next();
            right.next();
        }
        if (left.kind == right.kind) {
            return 0;
        }
        if (left.isPreRelease() != right.isPreRelease()) {
            return left.isPreRelease() ? -1 : 1;
        }
        return right.kind.compareTo(left.kind);
    }

    /** Whether a version begins with all the parts of another, part by part and not letter by letter. */
    boolean hasPrefix(String version, String prefix) {
        Walk left = new Walk(version);
        Walk right = new Walk(prefix);
        while (left.kind == right.kind && left.kind.compareTo(Kind.END) < 0) {
            if (compareTokens(left, right) != 0) {
                return false;
            }
            left.next();
            right.next();
        }
        return right.kind == Kind.END;
    }

    /** Whether a version follows the grammar. */
    boolean isValid(String version) {
        Walk walk = new Walk(version);
        while (walk.kind.compareTo(Kind.END) < 0) {
            walk.next();
        }
        return walk.kind == Kind.END;
    }

    private static int compareTokens(Walk a, Walk b) {
        switch (a.kind) {
            case NUMBER:
                if (a.token.charAt(0) == '0' || b.token.charAt(0) == '0') {
                    return a.token.compareTo(b.token);
                }
                return compareNumbers(a.token, b.token);
            case FIRST:
            case SUFFIX_NUMBER:
            case REVISION:
                return compareNumbers(a.token, b.token);
            case SUFFIX:
                return Integer.compare(rank(a.token), rank(b.token));
            default:
                return a.token.compareTo(b.token);
        }
    }

    private static int compareNumbers(String a, String b) {
        int i = leadingZeros(a);
        int j = leadingZeros(b);
        int order = Integer.compare(a.length() - i, b.length() - j);
        return order != 0 ? order : a.substring(i).compareTo(b.substring(j));
    }

    private static int leadingZeros(String digits) {
        int count = 0;
        while (count < digits.length() && digits.charAt(count) == '0') {
            count++;
        }
        return count;
    }

    private static int rank(String suffix) {
        int pre = PRE.indexOf(suffix);
        return pre >= 0 ? pre : PRE.size() + POST.indexOf(suffix);
    }

    /** Walks over the parts of one version. */
    private static final class Walk {

        private final String text;
        private int at;
        private Kind kind = Kind.FIRST;
        private String token = "";

        Walk(String text) {
            this.text = text;
            digits(Kind.FIRST);
        }

        boolean isPreRelease() {
            return kind == Kind.SUFFIX && PRE.contains(token);
        }

        void next() {
            if (at == text.length()) {
                kind = Kind.END;
                return;
            }
            char c = text.charAt(at);
            if (c == '.' && kind.compareTo(Kind.NUMBER) <= 0) {
                at++;
                digits(Kind.NUMBER);
            } else if (c >= 'a' && c <= 'z' && kind.compareTo(Kind.NUMBER) <= 0) {
                take(Kind.LETTER, at + 1);
            } else if (c >= '0' && c <= '9' && kind == Kind.SUFFIX) {
                digits(Kind.SUFFIX_NUMBER);
            } else if (c == '_' && kind.compareTo(Kind.SUFFIX_NUMBER) <= 0) {
                suffix();
            } else if (c == '~' && kind.compareTo(Kind.HASH) < 0) {
                hash();
            } else if (c == '-' && text.startsWith("-r", at) && kind.compareTo(Kind.REVISION) < 0) {
                at += 2;
                digits(Kind.REVISION);
            } else {
                kind = Kind.INVALID;
            }
        }

        private void digits(Kind of) {
            int end = at;
            while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
                end++;
            }
            take(of, end);
        }

        private void suffix() {
            at++;
            int end = at;
            while (end < text.length() && text.charAt(end) >= 'a' && text.charAt(end) <= 'z') {
                end++;
            }
            take(Kind.SUFFIX, end);
            if (!PRE.contains(token) && !POST.contains(token)) {
                kind = Kind.INVALID;
            }
        }

        private void hash() {
            at++;
            int end = at;
            while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0 && text.charAt(end) <= 'f') {
                end++;
            }
            take(Kind.HASH, end);
        }

        private void take(Kind of, int end) {
            kind = end == at ? Kind.INVALID : of;
            token = text.substring(at, end);
            at = end;
        }
    }
}
