package dev.diskless.lbu;

import dev.diskless.fault.CorruptInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes a shell text apart (POSIX.1-2017, Shell Command Language, 2.2 to 2.3) without running anything: simple commands
 * of words with quotes and plain variables. Whatever is more is marked as unclear, and where it cannot be told where
 * that ends, all that follows.
 */
final class ShellText {

    private static final String BLANKS = " \t";
    private static final String ENDS_WORD = " \t\n;&|<>()";

    // Commands and sums whose end is plain to see.
    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\(\\([^()'\"\\\\`\\n]*+\\)\\)"
            + "|\\$\\((?:[^()'\"\\\\`#\\n]++|'[^'\\n]*+'|\"[^\"\\\\`\\n()]*+\")*+\\)"
            + "|`[^`'\"\\\\#\\n]*+`");
    private static final int SUBSTITUTION_LIMIT = 1024;

    private final String text;
    private final String place;
    private final List<ShellCommand> commands = new ArrayList<>();
    private int at;
    private int line = 1;

    private int start;
    private boolean open;
    private int startLine;
    private int end;
    private List<ShellWord> words = new ArrayList<>();
    private @Nullable String unclear;
    private boolean joined;
    private boolean afterSeparator;
    private boolean certain = true;

    private ShellText(String text, String place) {
        this.text = text;
        this.place = place;
    }

    /** The commands of a text in their order. */
    static List<ShellCommand> commands(String text, String place) throws CorruptInputException {
        int zero = text.indexOf('\0');
        if (zero >= 0) {
            throw new CorruptInputException(CorruptInputException.detail("a zero byte in a shell text")
                    .at(place + ", line " + text.substring(0, zero).lines().count()));
        }
        return new ShellText(text, place).scan();
    }

    private List<ShellCommand> scan() throws CorruptInputException {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (BLANKS.indexOf(c) >= 0) {
                at++;
            } else if (text.startsWith("\\\n", at)) {
                newline(2);
            } else if (c == '#') {
                int next = text.indexOf('\n', at);
                at = next < 0 ? text.length() : next;
            } else if (c == '\n') {
                finish(true);
                newline(1);
                afterSeparator = false;
            } else if (ENDS_WORD.indexOf(c) >= 0) {
                operator(c);
            } else {
                begin();
                words.add(word());
                end = at;
            }
        }
        finish(true);
        return List.copyOf(commands);
    }

    private void newline(int length) {
        at += length;
        line++;
    }

    private void begin() {
        if (!open) {
            open = true;
            start = at;
            startLine = line;
        }
    }

    private void operator(char c) {
        if (c == ';') {
            if (words.isEmpty() || text.startsWith(";;", at)) {
                lost("a semicolon that ends no plain command");
            }
            at++;
            finish(false);
            afterSeparator = true;
        } else if (c == '<' || c == '>') {
            begin();
            if (text.startsWith("<<", at)) {
                lost("a here-document");
            }
            join("a redirection");
            at += 1;
            end = at;
        } else if (c == '(' || c == ')') {
            lost("a subshell, a function or a pattern");
            at++;
            end = at;
        } else {
            begin();
            join("a list of commands with " + c);
            boolean twice = at + 1 < text.length() && text.charAt(at + 1) == c;
            at += twice ? 2 : 1;
            end = at;
            finish(false);
            afterSeparator = true;
            begin();
            join("a list of commands with " + c);
            end = at;
        }
    }

    private void join(String why) {
        unclear = unclear == null ? why : unclear;
        joined = true;
    }

    private void unclear(String why) {
        unclear = unclear == null ? why : unclear;
    }

    // From here on it is not known what is command and what is text.
    private void lost(String why) {
        begin();
        unclear(why);
        certain = false;
    }

    private void finish(boolean atNewline) {
        if (!open) {
            return;
        }
        if (words.isEmpty() && joined && certain && atNewline && at < text.length()) {
            // A line may end behind an operator, and the next one goes on.
            return;
        }
        commands.add(new ShellCommand(
                text.substring(start, Math.max(start, Math.min(end, text.length()))),
                start,
                Math.max(start, end),
                startLine,
                List.copyOf(words),
                unclear,
                joined,
                atNewline && !afterSeparator,
                !certain));
        words = new ArrayList<>();
        unclear = null;
        joined = false;
        open = false;
    }

    private ShellWord word() throws CorruptInputException {
        ShellWord word = new ShellWord();
        while (at < text.length() && ENDS_WORD.indexOf(text.charAt(at)) < 0) {
            char c = text.charAt(at);
            switch (c) {
                case '\\' -> escape(word);
                case '\'' -> singleQuotes(word);
                case '"' -> doubleQuotes(word);
                case '$', '`' -> expansion(word, false);
                case '~' -> {
                    if (word.parts().isEmpty() || text.charAt(at - 1) == '=' || text.charAt(at - 1) == ':') {
                        unclear("a home directory");
                    }
                    literal(word, false);
                }
                default -> literal(word, false);
            }
        }
        return word;
    }

    private void literal(ShellWord word, boolean quoted) {
        char c = text.charAt(at);
        word.add(String.valueOf(c), false, quoted);
        if (c == '\n') {
            line++;
        }
        at++;
    }

    private void escape(ShellWord word) {
        if (at + 1 == text.length()) {
            unclear("a backslash at the end");
            at++;
        } else if (text.charAt(at + 1) == '\n') {
            newline(2);
        } else {
            at++;
            literal(word, true);
        }
    }

    private void singleQuotes(ShellWord word) throws CorruptInputException {
        int opened = line;
        word.add("", false, true);
        for (at++; at < text.length(); ) {
            if (text.charAt(at) == '\'') {
                at++;
                return;
            }
            literal(word, true);
        }
        unterminated(opened);
    }

    private void doubleQuotes(ShellWord word) throws CorruptInputException {
        int opened = line;
        word.add("", false, true);
        for (at++; at < text.length(); ) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return;
            } else if (c == '$' || c == '`') {
                expansion(word, true);
            } else if (c == '\\' && at + 1 < text.length() && "$`\"\\\n".indexOf(text.charAt(at + 1)) >= 0) {
                escape(word);
            } else {
                literal(word, true);
            }
        }
        unterminated(opened);
    }

    private void unterminated(int opened) throws CorruptInputException {
        if (certain) {
            throw new CorruptInputException(CorruptInputException.detail("a quote is opened and not closed")
                    .at(place + ", line " + opened)
                    .cure("close it; a shell refuses the whole file"));
        }
    }

    private void expansion(ShellWord word, boolean quoted) {
        int from = at++;
        char next = at < text.length() ? text.charAt(at) : '\n';
        if (text.charAt(from) == '`' || next == '(') {
            Matcher simple =
                    SUBSTITUTION.matcher(text).region(from, Math.min(text.length(), from + SUBSTITUTION_LIMIT));
            if (simple.lookingAt() && !simple.group().contains("case")) {
                unclear("the output of a command");
                at = simple.end();
            } else {
                lost("the output of a command");
            }
        } else if (next == '{') {
            int close = text.indexOf('}', at);
            String inner = close < 0 ? "" : text.substring(at + 1, close);
            if (inner.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                word.add(inner, true, quoted);
                at = close + 1;
            } else if (close >= 0 && inner.matches("[A-Za-z0-9_@*#?!:=+%/., -]*")) {
                unclear("an expansion that is more than the value of a variable");
                at = close + 1;
            } else {
                lost("an expansion that is more than the value of a variable");
            }
        } else if (isNameStart(next)) {
            int to = at;
            while (to < text.length() && (isNameStart(text.charAt(to)) || isDigit(text.charAt(to)))) {
                to++;
            }
            word.add(text.substring(at, to), true, quoted);
            at = to;
            if (text.startsWith("\\\n", at)) {
                unclear("the name of a variable over two lines");
            }
        } else if (isDigit(next) || "@*#?-$!".indexOf(next) >= 0) {
            unclear("a parameter of the shell");
            at++;
        } else if (!quoted && (next == '\'' || next == '"')) {
            lost("a quote with a dollar sign");
        } else {
            if (text.startsWith("\\\n", at)) {
                unclear("a dollar sign at the end of a line");
            }
            word.add("$", false, true);
        }
    }

    private static boolean isNameStart(char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
