package dev.diskless.examples;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows, compares, joins, merges, changes and checks overlays. */
@Command(
        name = "overlay",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Shows, compares, joins, merges, changes and checks overlays (.apkovl files), plain and encrypted.",
            "Where an overlay is only read, a directory stands for what is below it."
        },
        subcommands = {
            OverlayShowCommand.class,
            OverlayDiffCommand.class,
            OverlayMergeCommand.class,
            OverlayLayerCommand.class,
            OverlayEditCommand.class,
            OverlayExtractCommand.class,
            OverlayScanCommand.class
        })
@SuppressWarnings("NullAway.Init") // picocli sets the field.
final class OverlayCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "no command named");
    }
}
