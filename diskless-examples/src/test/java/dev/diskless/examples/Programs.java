package dev.diskless.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** Runs a program inside the test. */
final class Programs {

    private Programs() {}

    /** What a program printed as text, its exit status, and what it printed as bytes. */
    record Outcome(int status, String out, String err, byte[] bytes) {

        Outcome succeeded() {
            assertEquals(0, status, () -> out + err);
            return this;
        }

        /** What it printed as bytes, read as UTF-8. */
        String bytesText() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        /** The lines on standard error without the note that a miniature medium is used. */
        List<String> complaints() {
            return err.lines().filter(line -> !line.startsWith("no --from: ")).toList();
        }
    }

    static Outcome run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String[] words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        CommandLine program = Main.commandLine(() -> false, bytes, words)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        int status = program.execute(words);
        return new Outcome(status, out.toString(), err.toString(), bytes.toByteArray());
    }
}
