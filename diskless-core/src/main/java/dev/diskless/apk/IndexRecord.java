package dev.diskless.apk;

import org.jspecify.annotations.Nullable;

/** The lines of one index record while they are read. */
final class IndexRecord {

    /** Bytes; keeps sums of sizes far from overflow. */
    static final long SIZE_LIMIT = 1L << 40;

    @Nullable
    String name;

    @Nullable
    String version;

    @Nullable
    Identity identity;

    String architecture = "";
    String depends = "";
    String provides = "";
    String installIf = "";
    long size;
    long installedSize;
    long providerPriority;
    boolean understood = true;
    boolean empty = true;

    /** Takes one line; tells what is wrong with it, or null. */
    @Nullable
    String take(char letter, String value) {
        empty = false;
        switch (letter) {
            case 'C':
                identity = Identity.parse(value).orElse(null);
                return identity == null ? "a package's identity is malformed" : null;
            case 'P':
                name = value;
                return isName(value) ? null : "a package's name is malformed";
            case 'V':
                version = value;
                return isVersion(value) ? null : "a package's version is malformed";
            case 'A':
                architecture = value;
                return null;
            case 'S':
                size = number(value);
                return size < 0 || size > SIZE_LIMIT ? "a package's size is malformed" : null;
            case 'I':
                installedSize = number(value);
                return installedSize < 0 || installedSize > SIZE_LIMIT
                        ? "a package's installed size is malformed"
                        : null;
            case 'k':
                providerPriority = number(value);
                return providerPriority < 0 ? "a provider priority is malformed" : null;
            case 'D':
                depends = value;
                return null;
            case 'p':
                provides = value;
                return null;
            case 'i':
                installIf = value;
                return null;
            default:
                // apk: unknown lower-case letters and letters of the installed database do not matter, others do.
                understood &= (letter >= 'a' && letter <= 'z') || "TULFMRZ".indexOf(letter) >= 0;
                return null;
        }
    }

    /** What the record lacks, or null. */
    @Nullable
    String missing() {
        if (identity == null) {
            return "a record has no identity (C:)";
        }
        return name == null || version == null ? "a record has no name or version (P:, V:)" : null;
    }

    static boolean isName(String text) {
        return text.matches("[A-Za-z0-9_][A-Za-z0-9._+-]{0,199}");
    }

    static boolean isVersion(String text) {
        return text.matches("[0-9A-Za-z][0-9A-Za-z._+~-]{0,199}");
    }

    private static long number(String text) {
        if (text.isEmpty() || text.length() > 18) {
            return -1;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return -1;
            }
        }
        return Long.parseLong(text);
    }
}
