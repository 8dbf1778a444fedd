package dev.diskless.examples.facade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.ImageBuilder;
import dev.diskless.contract.progress.StrictListener;
import dev.diskless.fault.CancelledException;
import dev.diskless.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A build can be cancelled wherever it looks, leaves nothing then, and says how far it is. */
class CancelledBuildTest {

    private static final byte[] OLD = "what was there".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private Workbench bench;

    @BeforeEach
    void makeBench() throws IOException {
        bench = new Workbench(folder);
        Files.write(bench.image(), OLD);
    }

    @Test
    void cancellingAtAnyPollLeavesTheOldImageAndNothingElse() throws IOException {
        AtomicInteger polls = new AtomicInteger();
        request().cancellation(() -> polls.incrementAndGet() < 0).build();
        Files.write(bench.image(), OLD);
        int all = polls.get();
        assertTrue(all > 100, () -> "polled only " + all + " times");
        Random random = new Random(7);
        for (int at = 1; at <= all; at += at < 5 || at > all - 5 ? 1 : 1 + random.nextInt(all / 10)) {
            int last = at;
            AtomicInteger count = new AtomicInteger();
            ImageBuilder request = request().cancellation(() -> count.incrementAndGet() >= last);
            CancelledException failure = assertThrows(CancelledException.class, request::build);
            assertEquals(FaultCode.CANCELLED, failure.code());
            assertEquals(List.of(bench.image()), bench.outputs());
        }
        assertEquals(OLD.length, Files.size(bench.image()));
    }

    @Test
    void progressAddsUp() throws IOException {
        StrictListener listener = new StrictListener();
        request().progress(listener).build();
        listener.assertComplete();
    }

    @Test
    void everyStepIsWorthTheSame() throws IOException {
        StrictListener listener = new StrictListener();
        request().progress(listener).build();
        // Before the root itself is closed the whole is done: no step is announced that never comes.
        double before = listener.events().get(listener.events().size() - 2).fraction();
        assertTrue(before > 0.999999, () -> "only " + before);
    }

    private ImageBuilder request() throws IOException {
        Path large = folder.resolve("large");
        if (!Files.exists(large)) {
            byte[] noise = new byte[1 << 18];
            new Random(5).nextBytes(noise);
            Files.write(large, noise);
        }
        return bench.request().packages("hello").file("etc/large", large).replace();
    }
}
