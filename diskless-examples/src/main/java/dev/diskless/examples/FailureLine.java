package dev.diskless.examples;

import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells a failure in one line. The trace is only shown with the system property {@code diskless.debug}. */
final class FailureLine implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception failure, CommandLine program, ParseResult arguments) {
        program.getErr().println(program.getCommandName() + ": " + message(failure));
        if (Boolean.getBoolean("diskless.debug")) {
            failure.printStackTrace(program.getErr());
        }
        program.getErr().flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    static String message(Exception failure) {
        if (failure instanceof Fault fault) {
            return fault.detail().message();
        }
        if (failure instanceof FileSystemException host && host.getFile() != null) {
            return io(what(host)).at(host.getFile()).message();
        }
        String text = failure.getMessage() == null ? "" : ": " + failure.getMessage();
        return io(failure.getClass().getSimpleName() + text).message();
    }

    private static String what(FileSystemException host) {
        if (host instanceof NoSuchFileException) {
            return "there is no such file or directory";
        }
        if (host instanceof AccessDeniedException) {
            return "the host denies access";
        }
        return host.getReason() == null ? host.getClass().getSimpleName() : host.getReason();
    }

    // A detail shows control characters escaped, so that the line stays one line.
    private static FaultDetail io(String what) {
        return FaultDetail.of(FaultCode.IO, what);
    }
}
