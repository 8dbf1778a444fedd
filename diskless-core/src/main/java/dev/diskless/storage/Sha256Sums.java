package dev.diskless.storage;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Digests as {@code sha256sum} writes them: 64 hexadecimal digits, a space, a space or an asterisk, a name. */
record Sha256Sums(Map<String, String> digests) {

    private static final Pattern LINE = Pattern.compile("([0-9A-Fa-f]{64})(?: [ *](?:\\./)?(.+))?");

    /** Reads a list; lines of another form and names that are no names of objects are left out. */
    static Sha256Sums parse(String text) {
        Map<String, String> digests = new TreeMap<>();
        for (String line : text.split("\r?\n", -1)) {
            Matcher form = LINE.matcher(line);
            if (form.matches() && form.group(2) != null && ObjectName.isPlain(form.group(2))) {
                digests.put(form.group(2), form.group(1).toLowerCase(Locale.ROOT));
            }
        }
        return new Sha256Sums(digests);
    }

    /** The digest in a file beside one object, which may leave out the name. */
    static Optional<String> only(String text) {
        Matcher form = LINE.matcher(text.split("\r?\n", 2)[0].strip());
        return form.matches() ? Optional.of(form.group(1).toLowerCase(Locale.ROOT)) : Optional.empty();
    }
}
