package dev.diskless.examples;

import dev.diskless.medium.NameBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Prints text as UTF-8 in every locale, and names with the very bytes that they have, so that what a program lists can be
 * given to another one. For one thread at a time.
 */
final class NameOutput extends Writer {

    private final OutputStream out;
    private final StringBuilder held = new StringBuilder();

    private NameOutput(OutputStream out) {
        this.out = out;
    }

    static PrintWriter on(OutputStream out) {
        return new PrintWriter(new NameOutput(out), true);
    }

    @Override
    public void write(char[] text, int off, int len) throws IOException {
        if (len == 0) {
            return;
        }
        held.append(text, off, len);
        // Half a pair waits for its other half.
        int whole = held.length() - (Character.isHighSurrogate(held.charAt(held.length() - 1)) ? 1 : 0);
        print(held.substring(0, whole));
        held.delete(0, whole);
    }

    private void print(String text) throws IOException {
        out.write(NameBytes.encode(text).orElseGet(() -> text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        print(held.toString());
        held.setLength(0);
        out.close();
    }
}
