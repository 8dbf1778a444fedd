package dev.diskless.examples;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows and changes the partition table of a disk image. */
@Command(
        name = "block",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Shows and changes the partition table of a disk image. No command touches what lies in partitions.",
        subcommands = {
            BlockShow.class,
            BlockMakePartition.class,
            BlockRemovePartition.class,
            BlockSet.class,
            BlockRepair.class
        })
@SuppressWarnings("NullAway.Init") // picocli sets the field.
final class Block implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "no command named");
    }
}
