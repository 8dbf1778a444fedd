package dev.diskless.examples;

import dev.diskless.medium.OverlayEntry;
import dev.diskless.overlay.MergeConflict;
import dev.diskless.overlay.MergedOverlay;
import dev.diskless.overlay.OverlayMerge;
import dev.diskless.overlay.OverlayMerge.Resolution;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Merges two overlays over a base. */
@Command(
        name = "merge",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Merges what two overlays made of a common base, and prints the conflicts.",
            "Without --resolve nothing is written while there are any, and the status is 1."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class OverlayMergeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private NewOverlay target;

    @Parameters(index = "0", paramLabel = "BASE", description = "what both started from")
    private Path base;

    @Parameters(index = "1", paramLabel = "OURS", description = "the first side")
    private Path ours;

    @Parameters(index = "2", paramLabel = "THEIRS", description = "the second side")
    private Path theirs;

    @Option(
            names = "--resolve",
            paramLabel = "ours|theirs|markers",
            description = "what becomes of conflicts: one side counts, or texts get both between markers")
    private Resolution resolution = Resolution.REFUSE;

    @Option(names = "--json", description = "print JSON instead of text")
    private boolean json;

    record Conflict(
            String path,
            MergeConflict.Kind kind,
            @Nullable OverlayEntryLine base,
            @Nullable OverlayEntryLine ours,
            @Nullable OverlayEntryLine theirs) {

        static Conflict of(MergeConflict conflict) {
            return new Conflict(
                    conflict.path(),
                    conflict.kind(),
                    line(conflict.base()),
                    line(conflict.ours()),
                    line(conflict.theirs()));
        }

        private static @Nullable OverlayEntryLine line(@Nullable OverlayEntry entry) {
            return entry == null ? null : OverlayEntryLine.of(entry);
        }
    }

    record Report(boolean whole, List<Conflict> conflicts) {}

    @Override
    public Integer call() throws IOException {
        OverlayFiles files = target.files();
        MergedOverlay merged = OverlayMerge.of(files.source(base), files.source(ours), files.source(theirs))
                .resolving(resolution)
                .merge(files.progress());
        if (merged.isWhole()) {
            target.write((format, file, replace) -> merged.writeTo(format, file, replace, files.progress()));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Json.print(new Report(merged.isWhole(), Json.each(merged.conflicts(), Conflict::of)), out);
        } else {
            merged.conflicts().forEach(conflict -> out.print(conflict + "\n"));
        }
        out.flush();
        return merged.isWhole() ? 0 : 1;
    }
}
