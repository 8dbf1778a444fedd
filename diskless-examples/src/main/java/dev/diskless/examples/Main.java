package dev.diskless.examples;

import dev.diskless.progress.Cancellation;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Starts one program: {@code Main PROGRAM ARGUMENTS}. */
@Command(
        name = "run",
        description = "Runs a program of the Diskless examples.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "PROGRAM",
        subcommands = {
            BuildImage.class,
            Inspect.class,
            Block.class,
            Ext4Command.class,
            LbuCommand.class,
            OverlayCommand.class
        })
@SuppressWarnings("NullAway.Init") // picocli sets the command's own description.
public final class Main implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    /**
     * The programs as one command line, for callers that want the exit status instead of the end of the process.
     *
     * @param arguments those that it will be executed with
     */
    static CommandLine commandLine(Cancellation cancellation, OutputStream out, String... arguments) {
        CommandLine programs = NamedProgram.commandLine(Main.class, new ProgramFactory(cancellation, out), arguments)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(false)
                .setExecutionExceptionHandler(new FailureLine());
        Optional.ofNullable(programs.getSubcommands().get("lbu"))
                .ifPresent(lbu -> lbu.setOverwrittenOptionsAllowed(true));
        return programs.setParameterExceptionHandler(LbuMisuse.or(programs.getParameterExceptionHandler()));
    }

    /**
     * Runs a program and ends the process with its exit status: 0 done, 1 refused, failed or findings, 2 wrong usage.
     *
     * @param arguments the program's name and its arguments
     */
    public static void main(String[] arguments) {
        StopSignal stop = StopSignal.install();
        // System.out hides that a disk is full or a pipe broken.
        OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
        PrintWriter text = NameOutput.on(out);
        PrintWriter messages = NameOutput.on(System.err);
        int status;
        try {
            status = commandLine(stop, out, arguments)
                    .setOut(text)
                    .setErr(messages)
                    .execute(arguments);
            if (text.checkError()) {
                messages.println("run: standard output cannot be written");
                status = Math.max(1, status);
            }
        } finally {
            stop.workEnded();
        }
        System.exit(status);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "no program named");
    }
}
