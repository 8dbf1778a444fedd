package dev.diskless.examples;

import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Reads only the program that arguments name, and the commands above it by their names: looking at every program with all
 * its options takes longer than most of them run.
 */
final class NamedProgram {

    private NamedProgram() {}

    /** A command line that treats these arguments as one with every command below the top would. */
    static CommandLine commandLine(Class<?> top, IFactory factory, String... arguments) {
        return commandLine(top, factory, arguments, 0);
    }

    private static CommandLine commandLine(Class<?> type, IFactory factory, String[] arguments, int depth) {
        Optional<Class<?>> named = depth == arguments.length
                ? Optional.empty()
                : Stream.<Class<?>>of(command(type).subcommands())
                        .filter(below -> command(below).name().equals(arguments[depth]))
                        .findFirst();
        if (named.isEmpty()) {
            return new CommandLine(type, factory);
        }
        CommandSpec above = CommandSpec.create().name(command(type).name());
        above.addSubcommand(arguments[depth], commandLine(named.get(), factory, arguments, depth + 1));
        return new CommandLine(above, factory);
    }

    private static Command command(Class<?> type) {
        return type.getAnnotation(Command.class);
    }
}
