package dev.diskless.examples;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs programs one after the other in a process of its own; each prints its status and the start of its complaint. */
final class SmallHeap {

    private static final int SHOWN = 300;

    private SmallHeap() {}

    /** Takes a file with a command line in each line, its words divided by tabulators. */
    public static void main(String[] arguments) throws IOException {
        for (String line : Files.readAllLines(Path.of(arguments[0]), StandardCharsets.UTF_8)) {
            String[] words = line.split("\t", -1);
            StringWriter err = new StringWriter();
            Counted out = new Counted();
            int status = Main.commandLine(() -> false, OutputStream.nullOutputStream(), words)
                    .setOut(new PrintWriter(out))
                    .setErr(new PrintWriter(err))
                    .execute(words);
            String text = err.toString().replace('\n', ' ');
            System.out.println(status + "\t" + out.lines + "\t" + text.substring(0, Math.min(SHOWN, text.length())));
        }
    }

    /** Counts lines and keeps nothing. */
    private static final class Counted extends Writer {

        private long lines;

        @Override
        public void write(char[] text, int from, int length) {
            for (int i = from; i < from + length; i++) {
                lines += text[i] == '\n' ? 1 : 0;
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
