package dev.diskless.examples;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows and changes what overlays hold beside what they hold anyway. */
@Command(
        name = "include",
        aliases = {"inc", "add"},
        synopsisHeading = "usage: ",
        customSynopsis = {"lbu include|inc|add [-rv] FILE...", "       lbu include|inc|add -l [-v]"},
        sortOptions = false,
        description = "Adds paths to those that overlays hold, or removes or lists them.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class LbuIncludeCommand implements Callable<Integer> {

    @Mixin
    private LbuOptions options;

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "paths from the root")
    private List<String> paths = List.of();

    @Override
    public Integer call() throws IOException {
        return new LbuListChange(options, true, paths).call();
    }
}
