package dev.diskless.examples;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows and changes what overlays leave out. */
@Command(
        name = "exclude",
        aliases = {"ex", "delete"},
        synopsisHeading = "usage: ",
        customSynopsis = {"lbu exclude|ex|delete [-rv] FILE...", "       lbu exclude|ex|delete -l [-v]"},
        sortOptions = false,
        description = "Adds paths to those that overlays leave out, or removes or lists them.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class LbuExcludeCommand implements Callable<Integer> {

    @Mixin
    private LbuOptions options;

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "paths from the root")
    private List<String> paths = List.of();

    @Override
    public Integer call() throws IOException {
        return new LbuListChange(options, false, paths).call();
    }
}
