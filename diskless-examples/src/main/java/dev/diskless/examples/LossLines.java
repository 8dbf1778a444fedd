package dev.diskless.examples;

import dev.diskless.examples.tree.Losses;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Tells what a copy could not keep. */
final class LossLines {

    private LossLines() {}

    /** Prints a result, and the losses as lines on standard error; gives the exit status. */
    static int print(CommandSpec spec, Losses losses, String result) {
        CommandLine program = spec.commandLine();
        for (Losses.Loss loss : losses.all()) {
            program.getErr().println(program.getCommandName() + ": " + loss.line());
        }
        program.getErr().flush();
        program.getOut().print(result);
        program.getOut().flush();
        return losses.isMissing() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }
}
