package dev.diskless.examples;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Alpine's local backup for any root and any storage. */
@Command(
        name = "lbu",
        synopsisHeading = "usage: ",
        customSynopsis = "lbu <subcommand> [options] [args]",
        description = {
            "",
            "Saves what makes a machine differ from its packages as an overlay, and compares and brings back what was"
                    + " saved.",
            "Subcommands and options are those of Alpine's lbu; setup, --root, --storage, --hostname and --json come on"
                    + " top.",
            ""
        },
        footer = {
            "",
            "Where it differs from Alpine's lbu, because that loses something or hides a failure:",
            "* status without a medium, and -a or -n where they mean nothing, fail: status 1 and 2, not 0;",
            "* commit -d deletes other overlays only once the new one is safe, and a dry run deletes nothing;",
            "* status also tells changed modes, owners, types, links, and contents with an older time;",
            "* lbu.conf is read as data, and hooks are run only where the root is that of this machine;",
            "* revert names the active overlay after what it is, plain or encrypted;",
            "* extended attributes are not saved, since the boot does not bring them back;",
            "* a medium that cannot be made read-only again afterwards is a failure, told after the result."
        },
        subcommands = {
            LbuCommitCommand.class,
            LbuDiffCommand.class,
            LbuExcludeCommand.class,
            LbuIncludeCommand.class,
            LbuListCommand.class,
            LbuListBackupCommand.class,
            LbuPackageCommand.class,
            LbuRevertCommand.class,
            LbuSetupCommand.class,
            LbuStatusCommand.class
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class LbuCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    private boolean help;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "no subcommand named");
    }
}
