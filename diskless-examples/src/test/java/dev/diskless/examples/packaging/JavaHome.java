package dev.diskless.examples.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The programs of the JDK that runs this test. */
final class JavaHome {

    private static final long LIMIT_SECONDS = 300;

    private JavaHome() {}

    /** What a program printed and how it ended. */
    record Outcome(int status, String out, String err) {
        Outcome succeeded() {
            assertEquals(0, status, () -> out + err);
            return this;
        }
    }

    /** Runs {@code java}, {@code jshell} or another program of the JDK. */
    static Outcome run(Path directory, String program, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", program).toString());
        command.addAll(arguments);
        return run(directory, Map.of(), command);
    }

    /** Runs any command. */
    static Outcome run(Path directory, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "host", ".out");
        Path err = Files.createTempFile(directory, "host", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("JAVA_TOOL") || name.equals("CLASSPATH"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertTrue(ended, () -> command + " did not end");
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
