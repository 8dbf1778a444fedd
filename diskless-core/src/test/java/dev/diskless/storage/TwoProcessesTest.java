package dev.diskless.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.spi.StagedObject;
import dev.diskless.spi.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that change one directory at once: none of their changes is lost, and what one of them leaves is removed. */
class TwoProcessesTest {

    private static final int ROUNDS = 25;
    private static final String NAME = "counter";

    @TempDir
    Path directory;

    /** What a process does: adds one to the number so often, or stages something and dies. */
    public static void main(String[] arguments) throws IOException {
        Path place = Path.of(arguments[0]);
        if (arguments[1].equals("die")) {
            DirectoryStorage storage = DirectoryStorage.of(place, new Random(1));
            storage.stage().output().write(1);
            Runtime.getRuntime().halt(0);
        }
        count(place, Long.parseLong(arguments[1]));
    }

    private static void count(Path place, long seed) throws IOException {
        try (DirectoryStorage storage = DirectoryStorage.of(place, new Random(seed))) {
            for (int done = 0; done < ROUNDS; ) {
                StoredObject seen = storage.list().get(0);
                if (add(storage, seen)) {
                    done++;
                }
            }
        }
    }

    private static boolean add(DirectoryStorage storage, StoredObject seen) throws IOException {
        String text;
        try (InputStream in = storage.open(NAME)) {
            text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
        String next = String.format("%05d", Integer.parseInt(text) + 1);
        try (StagedObject staged = storage.stage()) {
            try (OutputStream out = staged.output()) {
                out.write(next.getBytes(StandardCharsets.US_ASCII));
            }
            staged.replace(seen);
            return true;
        } catch (IOException e) {
            if (e instanceof Fault fault && fault.code() == FaultCode.CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    private Process start(String what) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        TwoProcessesTest.class.getName(),
                        directory.toString(),
                        what)
                .inheritIO()
                .start();
    }

    private static void ended(Process process) throws InterruptedException {
        assertTrue(process.waitFor(120, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
    }

    @Test
    void noChangeOfAnyProcessIsLost() throws Exception {
        Files.writeString(directory.resolve(NAME), "00000");
        List<Process> processes = new ArrayList<>(List.of(start("1"), start("2")));
        count(directory, 3);
        for (Process process : processes) {
            ended(process);
        }
        assertEquals("00075", Files.readString(directory.resolve(NAME)));
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(1, left.count());
        }
    }

    @Test
    void whatADeadProcessStagedIsRemovedAndWhatALivingOneStagedIsNot() throws Exception {
        try (DirectoryStorage storage = DirectoryStorage.of(directory, new Random(2));
                StagedObject own = storage.stage()) {
            try (OutputStream out = own.output()) {
                out.write(7);
            }
            ended(start("die"));
            assertEquals(2, staged());
            try (DirectoryStorage other = DirectoryStorage.of(directory, new Random(3))) {
                other.stage().close();
                assertEquals(1, staged());
            }
            assertEquals(1, own.create("own").size());
        }
        assertEquals(0, staged());
    }

    private long staged() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(".diskless-"))
                    .count();
        }
    }
}
