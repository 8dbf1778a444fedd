package dev.diskless.examples;

import picocli.CommandLine.Command;

/** Shows and changes what overlays leave out. */
@Command(
        name = "exclude",
        aliases = {"ex", "delete"},
        synopsisHeading = "usage: ",
        customSynopsis = {"lbu exclude|ex|delete [-rv] FILE...", "       lbu exclude|ex|delete -l [-v]"},
        sortOptions = false,
        description = "Adds paths to those that overlays leave out, or removes or lists them.")
final class LbuExcludeCommand extends LbuListChange {

    LbuExcludeCommand() {
        super(false);
    }
}
