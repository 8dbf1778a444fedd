package dev.diskless.examples;

import picocli.CommandLine.Command;

/** Shows and changes what overlays hold beside what they hold anyway. */
@Command(
        name = "include",
        aliases = {"inc", "add"},
        synopsisHeading = "usage: ",
        customSynopsis = {"lbu include|inc|add [-rv] FILE...", "       lbu include|inc|add -l [-v]"},
        sortOptions = false,
        description = "Adds paths to those that overlays hold, or removes or lists them.")
final class LbuIncludeCommand extends LbuListChange {

    LbuIncludeCommand() {
        super(true);
    }
}
