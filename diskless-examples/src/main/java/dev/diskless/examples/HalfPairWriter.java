package dev.diskless.examples;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.util.HexFormat;

/**
 * Escapes halves of surrogate pairs. The bytes of a name that are not UTF-8 are such halves in its text, and JSON can say
 * them in no other way.
 */
final class HalfPairWriter extends FilterWriter {

    // The first half of what may be a pair; zero for none.
    private char first;

    HalfPairWriter(Writer out) {
        super(out);
    }

    @Override
    public void write(int character) throws IOException {
        char now = (char) character;
        if (first != 0) {
            char before = first;
            first = 0;
            if (Character.isLowSurrogate(now)) {
                out.write(before);
                out.write(now);
                return;
            }
            escape(before);
        }
        if (Character.isHighSurrogate(now)) {
            first = now;
        } else if (Character.isLowSurrogate(now)) {
            escape(now);
        } else {
            out.write(now);
        }
    }

    private void escape(char half) throws IOException {
        out.write("\\u" + HexFormat.of().toHexDigits(half));
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
        for (int i = from; i < from + length; i++) {
            write(text[i]);
        }
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
        for (int i = from; i < from + length; i++) {
            write(text.charAt(i));
        }
    }
}
