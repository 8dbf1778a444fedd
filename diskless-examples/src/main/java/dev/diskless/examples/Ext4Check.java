package dev.diskless.examples;

import dev.diskless.ext4.Ext4;
import dev.diskless.ext4.check.CheckFinding;
import dev.diskless.ext4.check.CheckReport;
import dev.diskless.fault.Printable;
import dev.diskless.progress.Cancellation;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks for damage. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Looks for damage as e2fsck -fn does, one line for each finding; changes nothing. Status 1 if there is any.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class Ext4Check implements Callable<Integer> {

    private final Cancellation cancellation;

    @Spec
    private CommandSpec spec;

    @Mixin
    private Ext4Image image;

    @Option(names = "--json", description = "print JSON instead of text")
    private boolean json;

    Ext4Check(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    /** What is printed. */
    record Report(String location, CheckReport check) {}

    @Override
    public Integer call() throws IOException {
        CommandLine program = spec.commandLine();
        CheckReport report = image.onVolume(false, volume -> {
            try (TerminalProgress terminal = new TerminalProgress(program.getErr(), System::nanoTime);
                    Progress progress = Progress.root(
                            "check", 1, TerminalProgress.isTerminal() ? terminal : event -> {}, cancellation)) {
                return Ext4.check(volume, progress);
            }
        });
        program.getOut().print(json ? Json.text(new Report(image.location(), report)) : text(report));
        program.getOut().flush();
        return report.isClean() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private String text(CheckReport report) {
        StringBuilder text = new StringBuilder();
        for (CheckFinding finding : report.findings()) {
            text.append(finding.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .append(' ')
                    .append(finding.code());
            number(text, "inode", finding.inode());
            number(text, "block", finding.block());
            number(text, "group", finding.group());
            text.append(": ").append(Printable.text(finding.message())).append('\n');
        }
        if (report.omitted() > 0) {
            text.append("and ").append(report.omitted()).append(" more\n");
        }
        String verdict = report.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-');
        text.append(Printable.text(image.location())).append(": ").append(verdict);
        return text.append(report.complete() ? "\n" : ", looked at in part only\n")
                .toString();
    }

    private static void number(StringBuilder text, String name, long number) {
        if (number != CheckFinding.NONE) {
            text.append(' ').append(name).append(' ').append(number);
        }
    }
}
