package dev.diskless.examples;

import dev.diskless.Diskless;
import dev.diskless.Medium;
import dev.diskless.MediumOptions;
import dev.diskless.MediumReport;
import dev.diskless.medium.Severity;
import dev.diskless.progress.Cancellation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what is on a disk image. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Says what is on a disk image: partitions, file systems, overlays, package cache, boot files.")
@SuppressWarnings("NullAway.Init") // picocli sets the required ones.
final class Inspect implements Callable<Integer> {

    private final Cancellation cancellation;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "the image")
    private Path image;

    @Option(names = "--json", description = "print JSON instead of text")
    private boolean json;

    @Option(
            names = "--keys",
            paramLabel = "DIR|FILE",
            description = "public keys that you trust; without any, packages are not authenticated")
    private List<Path> keys = new ArrayList<>();

    Inspect(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    private record Result(MediumReport report, boolean damaged) {}

    @Override
    public Integer call() throws IOException {
        CommandLine program = spec.commandLine();
        Result result;
        try (TerminalProgress progress = new TerminalProgress(program.getErr(), System::nanoTime)) {
            result = read(progress);
        }
        program.getOut()
                .print(json ? Json.text(result.report()) : result.report().toString());
        program.getOut().flush();
        return result.damaged() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }

    private Result read(TerminalProgress progress) throws IOException {
        try (Medium medium = Diskless.open(image, options(progress))) {
            MediumReport report = medium.report();
            return new Result(report, isDamaged(medium, report));
        }
    }

    private MediumOptions options(TerminalProgress progress) {
        MediumOptions options =
                MediumOptions.standard().withKeys(keys.toArray(Path[]::new)).withCancellation(cancellation);
        return TerminalProgress.isTerminal() ? options.withProgress(progress) : options;
    }

    // Whether a sound medium will boot is not the question here.
    private static boolean isDamaged(Medium medium, MediumReport report) {
        return Stream.concat(
                        medium.damage().stream(), report.caches().stream().flatMap(cache -> cache.findings().stream()))
                .anyMatch(finding -> finding.severity() == Severity.ERROR);
    }
}
