package dev.diskless.examples;

import dev.diskless.overlay.EntrySource;
import dev.diskless.overlay.OverlayComparison;
import dev.diskless.overlay.OverlayDifference;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares overlays. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Compares two overlays, or an overlay with a root directory: A added, D removed, U changed, M only mode,"
                    + " owner",
            "or extended attributes changed, T only the time changed. Of a directory beside an overlay only the names"
                    + " of",
            "the overlay count. Status 1 if anything differs that is shown."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class OverlayDiffCommand implements Callable<Integer> {

    private final OutputStream out;

    @Spec
    private CommandSpec spec;

    @Mixin
    private OverlayFiles files;

    @Parameters(index = "0", paramLabel = "BEFORE", description = "an overlay or a directory")
    private Path before;

    @Parameters(index = "1", paramLabel = "AFTER", description = "an overlay or a directory")
    private Path after;

    @Option(
            names = {"-u", "--text"},
            description = "print a unified diff of the texts instead, as diff -ruN does")
    private boolean text;

    @Option(names = "--times", description = "show what differs by its time only, too")
    private boolean times;

    @Option(names = "--parents", description = "count directories that unpacking makes, as lbu status does")
    private boolean parents;

    @Option(names = "--json", description = "print JSON instead of text")
    private boolean json;

    record Difference(
            String path,
            OverlayDifference.Kind kind,
            List<OverlayDifference.Aspect> aspects,
            @Nullable OverlayEntryLine before,
            @Nullable OverlayEntryLine after) {

        static Difference of(OverlayDifference difference) {
            return new Difference(
                    difference.path(),
                    difference.kind(),
                    List.copyOf(difference.aspects()),
                    difference.left().map(OverlayEntryLine::of).orElse(null),
                    difference.right().map(OverlayEntryLine::of).orElse(null));
        }
    }

    record Report(List<Difference> differences) {}

    OverlayDiffCommand(OutputStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        if (json && text) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--text and --json exclude each other");
        }
        OverlayComparison comparison = comparison().withProgress(files.progress());
        if (text) {
            boolean different = comparison.writeDiff(out).stream()
                    .anyMatch(difference -> difference.kind() != OverlayDifference.Kind.METADATA
                            && difference.kind() != OverlayDifference.Kind.TIME);
            out.flush();
            return different ? 1 : 0;
        }
        List<OverlayDifference> differences = comparison.differences();
        PrintWriter printer = spec.commandLine().getOut();
        if (json) {
            Json.print(new Report(Json.each(differences, Difference::of)), printer);
        } else {
            differences.forEach(difference -> printer.print(difference + "\n"));
        }
        printer.flush();
        return differences.isEmpty() ? 0 : 1;
    }

    private OverlayComparison comparison() throws IOException {
        EntrySource left = files.source(before);
        EntrySource right = files.source(after);
        if (Files.isDirectory(before) != Files.isDirectory(after)) {
            boolean root = Files.isDirectory(before);
            left = root ? EntrySource.rootAs(before, right) : left;
            right = root ? right : EntrySource.rootAs(after, left);
        }
        OverlayComparison comparison = OverlayComparison.between(left, right);
        comparison = times ? comparison : comparison.withoutTimes();
        return parents ? comparison.withImpliedParents() : comparison;
    }
}
