package dev.diskless.examples;

import dev.diskless.medium.OverlayEntry;
import dev.diskless.progress.Progress;
import dev.diskless.spi.OverlayReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists an overlay. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Lists the entries in their order: type and mode, owner, size, time, path, target.",
            "The whole overlay is read and checked; status 1 if it is damaged."
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

    record Report(List<OverlayEntryLine> entries) {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<OverlayEntryLine> lines = new ArrayList<>();
        Progress progress = files.progress();
        try (OverlayReader reader = files.source(overlay).open()) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                progress.check();
                OverlayEntryLine line = OverlayEntryLine.of(next.get());
                if (json) {
                    lines.add(line);
                } else {
                    out.print(line.text());
                }
            }
        } finally {
            out.flush();
        }
        if (json) {
            out.print(Json.text(new Report(lines)));
            out.flush();
        }
        return 0;
    }
}
