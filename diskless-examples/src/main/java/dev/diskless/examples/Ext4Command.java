package dev.diskless.examples;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes, reads, changes and checks ext4 file systems in images. */
@Command(
        name = "ext4",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Makes, reads, changes and checks ext4 file systems in images, without mounting them.",
            "IMAGE:N is partition N of an image; without :N it is the only ext4 file system in it."
        },
        subcommands = {
            Ext4Make.class,
            Ext4List.class,
            Ext4Stat.class,
            Ext4Cat.class,
            Ext4Extract.class,
            Ext4Put.class,
            Ext4Remove.class,
            Ext4Move.class,
            Ext4MakeDirectory.class,
            Ext4Link.class,
            Ext4Check.class
        })
@SuppressWarnings("NullAway.Init") // picocli sets the field.
final class Ext4Command implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "no command named");
    }
}
