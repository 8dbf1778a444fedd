package dev.diskless.lbu;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A simple command of a shell text.
 *
 * @param raw its text
 * @param start where it begins in the whole text, in characters
 * @param end where it ends
 * @param line the line it begins in, from 1
 * @param words its words
 * @param unclear what in it only a shell could understand; null if nothing
 * @param joined whether it is part of a pipeline or of a list with conditions, or its input or output is redirected
 * @param alone whether no other command stands in its lines
 * @param last whether what follows it can no longer be told apart for certain
 */
record ShellCommand(
        String raw,
        int start,
        int end,
        int line,
        List<ShellWord> words,
        @Nullable String unclear,
        boolean joined,
        boolean alone,
        boolean last) {

    private static final Pattern NAME = Pattern.compile("(?<![A-Za-z0-9_])[A-Za-z_][A-Za-z0-9_]*");

    /** The variables that this command may change, whatever it does: all that it names but to use the value. */
    Set<String> mentioned() {
        Set<String> names = new TreeSet<>();
        String text = raw.replace("\\\n", "");
        Matcher matcher = NAME.matcher(text);
        while (matcher.find()) {
            int from = matcher.start();
            boolean used = from > 0 && text.charAt(from - 1) == '$'
                    || from > 1 && text.startsWith("${", from - 2) && text.startsWith("}", matcher.end());
            if (!used) {
                names.add(matcher.group());
            }
        }
        return names;
    }

    /** The variable to which this command assigns, if it does nothing else and stands alone in its lines. */
    Optional<String> soleAssignment() {
        boolean exports = words.size() == 2
                && words.get(0).plain().filter("export"::equals).isPresent();
        return joined || last || !alone || words.size() != (exports ? 2 : 1)
                ? Optional.empty()
                : words.get(words.size() - 1).assigned();
    }
}
