package dev.diskless.examples;

import dev.diskless.medium.Severity;
import dev.diskless.overlay.SecretReport;
import dev.diskless.overlay.SecretScan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks for secrets in an overlay. */
@Command(
        name = "scan",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Looks for private keys, password hashes, passwords and tokens, and prints where they are, never the"
                    + " secrets.",
            "Status 1 if there are errors or warnings; notes, such as strong hashes and encrypted keys, are no reason."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class OverlayScanCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private OverlayFiles files;

    @Parameters(paramLabel = "OVERLAY", description = "the overlay, or a directory")
    private Path overlay;

    @Option(
            names = "--allow",
            paramLabel = "PATTERN",
            description = "paths that may have secrets, such as etc/ssh/ssh_host_*; ** stands for slashes too")
    private List<String> allowed = new ArrayList<>();

    @Option(names = "--json", description = "print JSON instead of text")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        SecretReport report = SecretScan.of(files.source(overlay))
                .allowing(allowed.toArray(String[]::new))
                .scan(files.progress());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Json.print(report, out);
        } else {
            report.lines().forEach(line -> out.print(line + "\n"));
        }
        out.flush();
        return report.findings().stream().anyMatch(finding -> finding.severity() != Severity.NOTE) ? 1 : 0;
    }
}
