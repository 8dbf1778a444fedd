package dev.diskless.examples;

import dev.diskless.progress.ProgressEvent;
import dev.diskless.progress.ProgressListener;
import dev.diskless.progress.ProgressUnit;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Shows progress as one line that is rewritten, at most ten times a second. */
final class TerminalProgress implements ProgressListener, AutoCloseable {

    private static final long PAUSE_NANOS = 100_000_000;
    private static final int WIDTH = 79;

    private final PrintWriter terminal;
    private final LongSupplier nanos;
    private long next;
    private boolean shown;

    /** Draws on a terminal; the clock gives nanoseconds from any start. */
    TerminalProgress(PrintWriter terminal, LongSupplier nanos) {
        this.terminal = terminal;
        this.nanos = nanos;
        this.next = nanos.getAsLong();
    }

    /** Whether standard error is a terminal; the run script knows, Java itself does not. */
    static boolean isTerminal() {
        return Boolean.getBoolean("diskless.terminal");
    }

    @Override
    public synchronized void report(ProgressEvent event) {
        long now = nanos.getAsLong();
        if (now - next < 0) {
            return;
        }
        next = now + PAUSE_NANOS;
        shown = true;
        String line =
                String.format(Locale.ROOT, "%3d%% %s%s", (int) (event.fraction() * 100), event.work(), count(event));
        terminal.print("\r\033[K" + (line.length() > WIDTH ? line.substring(0, WIDTH) : line));
        terminal.flush();
    }

    /** Takes the line away. */
    @Override
    public synchronized void close() {
        if (shown) {
            terminal.print("\r\033[K");
            terminal.flush();
        }
    }

    private static String count(ProgressEvent event) {
        if (event.total() == 0 || event.unit() == ProgressUnit.STEPS) {
            return "";
        }
        if (event.unit() == ProgressUnit.BYTES) {
            return String.format(Locale.ROOT, ": %d of %d MiB", event.done() >> 20, event.total() >> 20);
        }
        return String.format(
                Locale.ROOT,
                ": %d of %d %s",
                event.done(),
                event.total(),
                event.unit().name().toLowerCase(Locale.ROOT));
    }
}
