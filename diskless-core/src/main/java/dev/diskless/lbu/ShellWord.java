package dev.diskless.lbu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A word of a shell text as it stands there, not expanded: stretches of text and names of variables. */
final class ShellWord {

    private static final Pattern ASSIGNMENT = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(.*)", Pattern.DOTALL);

    private final List<Part> parts = new ArrayList<>();

    /** A stretch of a word: text, or the name of a variable whose value goes there. */
    record Part(String text, boolean variable, boolean quoted) {}

    void add(String text, boolean variable, boolean quoted) {
        int last = parts.size() - 1;
        if (!variable
                && last >= 0
                && !parts.get(last).variable()
                && parts.get(last).quoted() == quoted) {
            parts.set(last, new Part(parts.get(last).text() + text, false, quoted));
        } else {
            parts.add(new Part(text, variable, quoted));
        }
    }

    List<Part> parts() {
        return List.copyOf(parts);
    }

    /** The text of a word without quotes and variables; only such a word can be a reserved one. */
    Optional<String> plain() {
        return parts.size() == 1 && !parts.get(0).variable() && !parts.get(0).quoted()
                ? Optional.of(parts.get(0).text())
                : Optional.empty();
    }

    /** The name that the word assigns to, if it is an assignment. */
    Optional<String> assigned() {
        return assignment().map(matcher -> matcher.group(1));
    }

    /** What the word assigns, if it is an assignment. */
    Optional<ShellWord> value() {
        return assignment().map(matcher -> {
            ShellWord value = new ShellWord();
            value.add(matcher.group(2), false, false);
            parts.subList(1, parts.size()).forEach(p -> value.add(p.text(), p.variable(), p.quoted()));
            return value;
        });
    }

    private Optional<Matcher> assignment() {
        return parts.isEmpty() || parts.get(0).variable() || parts.get(0).quoted()
                ? Optional.empty()
                : Optional.of(ASSIGNMENT.matcher(parts.get(0).text())).filter(Matcher::matches);
    }
}
