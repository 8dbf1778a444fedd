package dev.diskless.fault;

import java.util.Locale;

/** Makes texts that come from outside safe for a terminal or a log: nothing in them can forge a line. Thread-safe. */
public final class Printable {

    private Printable() {}

    /**
     * Shows control and format characters, line separators and unpaired surrogates by their number.
     *
     * @param text any text
     * @return the text with each of these as a backslash, {@code u} and at least four hexadecimal digits
     */
    public static String text(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            int type = Character.getType(c);
            boolean hidden = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
            if (hidden) {
                clean.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                clean.appendCodePoint(c);
            }
        }
        return clean.toString();
    }
}
