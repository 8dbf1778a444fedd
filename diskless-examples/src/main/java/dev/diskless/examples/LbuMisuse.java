package dev.diskless.examples;

import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** A command line that lbu refuses with its usage, and the exit status that it has then. */
final class LbuMisuse extends ParameterException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final boolean onStandardOutput;

    private LbuMisuse(CommandLine command, String message, int status, boolean onStandardOutput) {
        super(command, message);
        this.status = status;
        this.onStandardOutput = onStandardOutput;
    }

    /** Something lacks, as Alpine's lbu finds too. */
    static LbuMisuse missing(CommandLine command, String message) {
        return new LbuMisuse(command, message, 1, false);
    }

    /** As {@link #missing}, of the one subcommand that shows its usage as a result. */
    static LbuMisuse missingShown(CommandLine command, String message) {
        return new LbuMisuse(command, message, 1, true);
    }

    /** Something that Alpine's lbu passes over as if it had done it. */
    static LbuMisuse meaningless(CommandLine command, String message) {
        return new LbuMisuse(command, message, 2, false);
    }

    /** Gives lbu's status to whatever is wrong with its command line, and leaves other programs to another one. */
    static IParameterExceptionHandler or(IParameterExceptionHandler others) {
        return (failure, arguments) -> {
            CommandLine command = failure.getCommandLine();
            if (!isOfLbu(command)) {
                return others.handleParseException(failure, arguments);
            }
            LbuMisuse misuse = failure instanceof LbuMisuse own ? own : missing(command, message(failure));
            command.getErr().println("lbu: " + misuse.getMessage());
            command.usage(misuse.onStandardOutput ? command.getOut() : command.getErr());
            return misuse.status;
        };
    }

    // What nobody understands may have a password in it, or one behind it.
    private static String message(ParameterException failure) {
        if (!(failure instanceof UnmatchedArgumentException unmatched)) {
            return String.valueOf(failure.getMessage());
        }
        String first = unmatched.getUnmatched().get(0);
        if (!first.startsWith("-")) {
            return "Unmatched argument: '" + first + "'";
        }
        return "Unknown option: '"
                + (first.startsWith("--") ? first.split("=", 2)[0] : first.substring(0, Math.min(2, first.length())))
                + "'";
    }

    private static boolean isOfLbu(CommandLine command) {
        for (CommandLine at = command; at != null; at = at.getParent()) {
            if (at.getCommandName().equals("lbu")) {
                return true;
            }
        }
        return false;
    }
}
