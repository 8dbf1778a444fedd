package dev.diskless.examples;

import dev.diskless.lbu.Diff;
import dev.diskless.progress.Cancellation;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Shows line by line what a commit would change. */
@Command(
        name = "diff",
        synopsisHeading = "usage: ",
        customSynopsis = "lbu diff [MEDIA]",
        sortOptions = false,
        description = {
            "Shows line by line what changed since the last commit, as a unified diff; a is committed, b is current.",
            "The exit status is that of diff: 0 the same, 1 different, 2 trouble; 1 too without a medium."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class LbuDiffCommand implements Callable<Integer> {

    private static final int TROUBLE = 2;

    private final Cancellation cancellation;
    private final OutputStream out;

    @Mixin
    private LbuOptions options;

    @Parameters(arity = "0..1", paramLabel = "MEDIA", description = "the medium, by its name below /media")
    private @Nullable String media;

    LbuDiffCommand(Cancellation cancellation, OutputStream out) {
        this.cancellation = cancellation;
        this.out = out;
    }

    /** What is printed. */
    record Report(String overlay, List<LbuStatusCommand.Change> changes, String text) {}

    @Override
    public Integer call() throws IOException {
        try {
            return options.onStorage(media, false, cancellation, (lbu, storage) -> {
                if (!options.json) {
                    return lbu.newDiff().to(out).isEmpty() ? 0 : 1;
                }
                Diff diff = lbu.diff();
                Json.print(
                        new Report(
                                diff.overlay().map(object -> object.name()).orElse(""),
                                Json.each(diff.changes(), LbuStatusCommand.Change::of),
                                diff.text()),
                        options.out());
                options.out().flush();
                return diff.changes().isEmpty() ? 0 : 1;
            });
        } catch (ParameterException e) {
            throw e;
        } catch (IOException e) {
            options.err().println("lbu: " + FailureLine.message(e));
            options.err().flush();
            return TROUBLE;
        }
    }
}
