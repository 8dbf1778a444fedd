package dev.diskless.ext4.internal.nio;

import java.nio.file.PathMatcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Patterns for {@code getPathMatcher}: {@code regex:} as it is, {@code glob:} as the JDK defines it. */
final class Glob {

    private static final String SPECIAL_IN_REGEX = ".^$+{[]|()\\*?}";

    private final String glob;
    private final StringBuilder regex = new StringBuilder();
    private int at;
    private boolean inGroup;

    private Glob(String glob) {
        this.glob = glob;
    }

    static PathMatcher matcher(String syntaxAndPattern) {
        int colon = syntaxAndPattern.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("no syntax before a colon: " + syntaxAndPattern);
        }
        String syntax = syntaxAndPattern.substring(0, colon);
        String text = syntaxAndPattern.substring(colon + 1);
        Pattern pattern;
        if (syntax.equalsIgnoreCase("glob")) {
            // A name may hold line breaks.
            pattern = Pattern.compile(new Glob(text).toRegex(), Pattern.DOTALL);
        } else if (syntax.equalsIgnoreCase("regex")) {
            pattern = Pattern.compile(text);
        } else {
            throw new UnsupportedOperationException("syntax " + syntax);
        }
        return path -> pattern.matcher(path.toString()).matches();
    }

    private String toRegex() {
        while (at < glob.length()) {
            char c = glob.charAt(at++);
            switch (c) {
                case '*' -> star();
                case '?' -> regex.append("[^/]");
                case '[' -> bracket();
                case '{' -> openGroup();
                case '}' -> regex.append(inGroup ? ")" : "\\}");
                case ',' -> regex.append(inGroup ? "|" : ",");
                case '\\' -> {
                    if (at == glob.length()) {
                        throw fault("nothing to escape");
                    }
                    literal(glob.charAt(at++));
                }
                default -> literal(c);
            }
            if (c == '}') {
                inGroup = false;
            }
        }
        if (inGroup) {
            throw fault("missing '}'");
        }
        return regex.toString();
    }

    private void star() {
        if (at < glob.length() && glob.charAt(at) == '*') {
            at++;
            regex.append(".*");
        } else {
            regex.append("[^/]*");
        }
    }

    private void openGroup() {
        if (inGroup) {
            throw fault("groups cannot be nested");
        }
        inGroup = true;
        regex.append("(?:");
    }

    private void bracket() {
        regex.append("[[^/]&&[");
        if (at < glob.length() && glob.charAt(at) == '!') {
            regex.append('^');
            at++;
        } else if (at < glob.length() && glob.charAt(at) == '^') {
            regex.append("\\^");
            at++;
        }
        int first = at;
        int previous = -1;
        while (true) {
            if (at == glob.length()) {
                throw fault("missing ']'");
            }
            char c = glob.charAt(at++);
            if (c == ']') {
                if (at - 1 == first) {
                    throw fault("an empty bracket");
                }
                break;
            }
            if (c == '/') {
                throw fault("a slash in a bracket");
            }
            boolean range = c == '-' && previous >= 0 && at < glob.length() && glob.charAt(at) != ']';
            if (range) {
                char last = glob.charAt(at++);
                if (last < previous) {
                    throw fault("a range that runs backwards");
                }
                regex.append('-');
                inBracket(last);
                previous = -1;
            } else {
                inBracket(c);
                previous = c;
            }
        }
        regex.append("]]");
    }

    private void inBracket(char c) {
        if ("\\[]&^-".indexOf(c) >= 0) {
            regex.append('\\');
        }
        regex.append(c);
    }

    private void literal(char c) {
        if (SPECIAL_IN_REGEX.indexOf(c) >= 0) {
            regex.append('\\');
        }
        regex.append(c);
    }

    private PatternSyntaxException fault(String what) {
        return new PatternSyntaxException(what, glob, at - 1);
    }
}
