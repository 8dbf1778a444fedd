package dev.diskless.contract.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A program of the host, run as a judge: {@code RealTool.named("e2fsck").run("-fn", image)}. */
public final class RealTool {

    private static final long LIMIT_SECONDS = 300;
    private static final List<String> EXTRA_PLACES = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

    private final List<String> command;

    private RealTool(List<String> command) {
        this.command = command;
    }

    /**
     * The program of that name; the test is skipped, with the name in the reason, where there is none.
     */
    public static RealTool named(String name) {
        return find(name).orElseGet(() -> abort("no program named " + name + " on this machine"));
    }

    /** The program of that name, if the host has it. */
    public static Optional<RealTool> find(String name) {
        List<String> places = new ArrayList<>(Arrays.asList(
                Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator)));
        places.addAll(EXTRA_PLACES);
        return places.stream()
                .filter(place -> !place.isEmpty())
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(path -> new RealTool(List.of(path.toString())));
    }

    /** Runs the program and gives what it did, whatever its exit status. */
    public Outcome run(Object... arguments) {
        return run(Map.of(), null, arguments);
    }

    /** Runs the program with more environment variables and in a directory (null: that of the test). */
    public Outcome run(Map<String, String> environment, Path directory, Object... arguments) {
        List<String> line = new ArrayList<>(command);
        for (Object argument : arguments) {
            line.add(argument.toString());
        }
        try {
            Path out = Files.createTempFile("tool", ".out");
            Path err = Files.createTempFile("tool", ".err");
            try {
                ProcessBuilder builder = new ProcessBuilder(line)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
                builder.environment().put("LC_ALL", "C.UTF-8");
                builder.environment().put("TZ", "UTC");
                builder.environment().putAll(environment);
                if (directory != null) {
                    builder.directory(directory.toFile());
                }
                Process process = builder.start();
                if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    fail(line + " did not end within " + LIMIT_SECONDS + " s");
                }
                return new Outcome(line, process.exitValue(), Files.readAllBytes(out), Files.readAllBytes(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What a run of a program gave. */
    public record Outcome(List<String> command, int status, byte[] stdout, byte[] stderr) {

        public String out() {
            return new String(stdout, StandardCharsets.UTF_8);
        }

        public String err() {
            return new String(stderr, StandardCharsets.UTF_8);
        }

        /** Fails the test if the program did not end with 0, and shows what it printed. */
        public Outcome succeeded() {
            assertEquals(0, status, () -> command + "\n" + out() + err());
            return this;
        }
    }
}
