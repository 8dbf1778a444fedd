package dev.diskless.lbu;

import dev.diskless.fault.LimitExceededException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values that variables have after a shell text, found without running it. What only a shell could know is unclear:
 * all variables that something not understood names, and those made of them.
 */
final class ShellVariables {

    /** Characters of one value; references can multiply them. */
    private static final int VALUE_LIMIT = 1 << 16;

    private static final Set<String> OPENING = Set.of("if", "while", "until", "for", "{");
    private static final Set<String> BETWEEN = Set.of("then", "do", "else", "elif", "!");
    private static final Set<String> CLOSING = Set.of("fi", "done", "}");
    private static final Set<String> ENDING =
            Set.of("case", "esac", "exit", "return", "exec", "set", "function", "readonly", "trap");
    private static final Pattern SPLIT_OR_MATCHED = Pattern.compile("[ \t\n*?\\[~\\\\]", Pattern.DOTALL);

    private static final Value UNSET = new Value("", 0, null);

    private final Map<String, Value> values = new TreeMap<>();
    private final Map<Integer, String> notes = new LinkedHashMap<>();
    private final String place;
    private @Nullable Value others;
    private int depth;
    private boolean certain = true;

    /** A value, or why there is no telling it. */
    record Value(String text, int line, @Nullable String unclear) {}

    private ShellVariables(String place) {
        this.place = place;
    }

    /** The variables after the commands, if these are the ones before them. */
    static ShellVariables after(List<ShellCommand> commands, Map<String, String> before, String place)
            throws LimitExceededException {
        ShellVariables variables = new ShellVariables(place);
        before.forEach((name, text) -> variables.values.put(name, new Value(text, 0, null)));
        for (ShellCommand command : commands) {
            variables.take(command);
        }
        return variables;
    }

    /** The value of a variable; null if it has none. */
    @Nullable
    Value get(String name) {
        Value value = values.getOrDefault(name, others);
        return value == UNSET ? null : value;
    }

    /** What was not understood, by its line. */
    Map<Integer, String> notes() {
        return notes;
    }

    private void take(ShellCommand command) throws LimitExceededException {
        String first =
                command.words().isEmpty() ? "" : command.words().get(0).plain().orElse("");
        boolean within = depth > 0 || !certain;
        boolean compound = enter(command);
        if (ENDING.contains(first) || command.last() || depth < 0) {
            certain = false;
        }
        if (command.unclear() != null) {
            leave(command, command.unclear());
        } else if (compound || within || !certain) {
            leave(command, "commands that may be run or not");
        } else if (command.words().stream().allMatch(word -> word.assigned().isPresent())) {
            for (ShellWord word : command.words()) {
                values.put(word.assigned().orElseThrow(), value(word, command, false));
            }
        } else if (first.equals("export")) {
            export(command);
        } else if (first.equals("unset")
                && command.words().stream().allMatch(w -> isName(w.plain().orElse("")))) {
            command.words().forEach(word -> values.put(word.plain().orElse(""), UNSET));
        } else if (first.equals("unset")) {
            leaveAll(command, "an unset of what is no name");
        } else {
            leave(command, "a command");
        }
    }

    // Follows reserved words at the start of the command, so that the end of what they open is known.
    private boolean enter(ShellCommand command) {
        boolean compound = false;
        for (ShellWord word : command.words()) {
            String plain = word.plain().orElse("");
            if (OPENING.contains(plain)) {
                depth++;
            } else if (CLOSING.contains(plain)) {
                depth--;
            } else if (!BETWEEN.contains(plain)) {
                certain &= !compound || !ENDING.contains(plain);
                return compound;
            }
            compound = true;
            if (plain.equals("for")) {
                return true;
            }
        }
        return compound;
    }

    private void export(ShellCommand command) throws LimitExceededException {
        for (ShellWord word : command.words().subList(1, command.words().size())) {
            if (word.assigned().isEmpty() && !isName(word.plain().orElse(""))) {
                leaveAll(command, "an export of what is no name");
                return;
            }
        }
        // All words are expanded before export is run.
        Map<String, Value> exported = new LinkedHashMap<>();
        for (ShellWord word : command.words()) {
            if (word.assigned().isPresent()) {
                exported.put(word.assigned().get(), value(word, command, true));
            }
        }
        values.putAll(exported);
    }

    private Value value(ShellWord word, ShellCommand command, boolean splits) throws LimitExceededException {
        StringBuilder text = new StringBuilder();
        String unclear = null;
        for (ShellWord.Part part : word.value().orElseThrow().parts()) {
            Value used = part.variable() ? get(part.text()) : new Value(part.text(), 0, null);
            if (used == null) {
                unclear = "the value of " + part.text() + ", which nothing before it sets";
            } else if (used.unclear() != null) {
                unclear = used.unclear();
            } else if (splits
                    && !part.quoted()
                    && SPLIT_OR_MATCHED.matcher(used.text()).find()) {
                unclear = "an export of an unquoted value, which shells split in different ways";
            } else {
                text.append(used.text());
            }
            if (text.length() > VALUE_LIMIT) {
                throw new LimitExceededException(LimitExceededException.detail("a value of a variable is too long")
                        .at(place + ", line " + command.line())
                        .expected("at most " + VALUE_LIMIT + " characters"));
            }
        }
        if (unclear != null) {
            notes.putIfAbsent(command.line(), unclear);
        }
        return new Value(unclear == null ? text.toString() : "", command.line(), unclear);
    }

    private void leave(ShellCommand command, String why) {
        notes.putIfAbsent(command.line(), why);
        for (String name : command.mentioned()) {
            values.put(name, new Value("", command.line(), why));
        }
    }

    // The names themselves come from values, so that any variable may be meant.
    private void leaveAll(ShellCommand command, String why) {
        notes.putIfAbsent(command.line(), why);
        Value left = new Value("", command.line(), why);
        values.clear();
        others = left;
    }

    private static boolean isName(String text) {
        return text.matches("[A-Za-z_][A-Za-z0-9_]*");
    }
}
