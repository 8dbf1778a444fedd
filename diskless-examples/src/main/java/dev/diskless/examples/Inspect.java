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

    @Override
    public Integer call() throws IOException {
        CommandLine program = spec.commandLine();
        MediumReport report = report(program);
        program.getOut().print(json ? Json.text(report) : report.toString());
        program.getOut().flush();
        return isDamaged(report) ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }

    private MediumReport report(CommandLine program) throws IOException {
        MediumOptions options =
                MediumOptions.standard().withKeys(keys.toArray(Path[]::new)).withCancellation(cancellation);
        try (TerminalProgress progress = new TerminalProgress(program.getErr(), System::nanoTime)) {
            if (TerminalProgress.isTerminal()) {
                options = options.withProgress(progress);
            }
            try (Medium medium = Diskless.open(image, options)) {
                return medium.report();
            }
        }
    }

    private static boolean isDamaged(MediumReport report) {
        return Stream.concat(
                        report.findings().stream(),
                        report.caches().stream().flatMap(cache -> cache.findings().stream()))
                .anyMatch(finding -> finding.severity() == Severity.ERROR);
    }
}
