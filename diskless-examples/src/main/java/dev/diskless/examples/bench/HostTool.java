package dev.diskless.examples.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Runs programs of the host. */
final class HostTool {

    private static final List<String> PLACES = List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin");

    private HostTool() {}

    /** Runs a program that must succeed; gives how many nanoseconds it took. */
    static long nanos(Object... command) throws IOException {
        List<String> line = line(command);
        return Measure.time(() -> await(
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start(),
                line));
    }

    /** Runs a program that must succeed; gives what it printed. */
    static String output(Object... command) throws IOException {
        List<String> line = line(command);
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            await(process, line);
        } catch (IOException e) {
            throw new IOException(e.getMessage() + ": " + text, e);
        }
        return text;
    }

    private static void await(Process process, List<String> line) throws IOException {
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException("status " + status + " of " + line);
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static List<String> line(Object... command) {
        Stream<String> words = Arrays.stream(command).skip(1).map(Object::toString);
        return Stream.concat(Stream.of(place(command[0].toString())), words).toList();
    }

    private static String place(String name) {
        return name.contains("/")
                ? name
                : PLACES.stream()
                        .map(directory -> directory + "/" + name)
                        .filter(path -> new File(path).canExecute())
                        .findFirst()
                        .orElse(name);
    }
}
