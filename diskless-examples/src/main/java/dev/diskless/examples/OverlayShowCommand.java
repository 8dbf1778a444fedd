package dev.diskless.examples;

import dev.diskless.medium.OverlayEntry;
import dev.diskless.progress.Progress;
import dev.diskless.spi.OverlayReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;

/** Lists an overlay. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Lists the entries in their order: type and mode, owner, size, time, path, target.",
            "The whole overlay is read and checked; status 1 if it is damaged, and what is printed ends there."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class OverlayShowCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private OverlayFiles files;

    @Parameters(paramLabel = "OVERLAY", description = "the overlay, or a directory")
    private Path overlay;

    @Option(names = "--json", description = "print JSON instead of text")
    private boolean json;

    /** What is printed; the entries are read while they are. */
    record Report(Iterator<OverlayEntryLine> entries) {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (OverlayReader reader = files.source(overlay).open()) {
            Lines lines = new Lines(reader, files.progress());
            if (json) {
                Json.print(new Report(lines), out);
            } else {
                lines.forEachRemaining(line -> out.print(line.text()));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (JacksonException e) {
            if (e.getCause() instanceof UncheckedIOException cause) {
                throw cause.getCause();
            }
            throw e;
        } finally {
            out.flush();
        }
        return 0;
    }

    /** The lines of an overlay while it is read. */
    private static final class Lines implements Iterator<OverlayEntryLine> {

        private final OverlayReader reader;
        private final Progress progress;
        private @Nullable OverlayEntry next;
        private boolean ended;

        Lines(OverlayReader reader, Progress progress) {
            this.reader = reader;
            this.progress = progress;
        }

        @Override
        public boolean hasNext() {
            if (next == null && !ended) {
                try {
                    progress.check();
                    next = reader.next().orElse(null);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                ended = next == null;
            }
            return next != null;
        }

        @Override
        public OverlayEntryLine next() {
            OverlayEntry entry = hasNext() ? next : null;
            if (entry == null) {
                throw new NoSuchElementException();
            }
            next = null;
            return OverlayEntryLine.of(entry);
        }
    }
}
