package dev.diskless.examples;

import dev.diskless.progress.Cancellation;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists what an overlay would hold. */
@Command(
        name = "list",
        aliases = "ls",
        synopsisHeading = "usage: ",
        customSynopsis = "lbu list|ls",
        sortOptions = false,
        description =
                "Lists what an overlay of the machine would hold. Overlays in the place of --storage, LBU_BACKUPDIR or"
                        + " LBU_MEDIA do not belong to it.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class LbuListCommand implements Callable<Integer> {

    private final Cancellation cancellation;

    @Mixin
    private LbuOptions options;

    LbuListCommand(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    /** What is printed. */
    record Report(List<String> paths) {}

    @Override
    public Integer call() throws IOException {
        return options.onRootBesideOverlays(cancellation, lbu -> {
            List<String> paths = lbu.list();
            if (options.json) {
                options.out().print(Json.text(new Report(paths)));
            } else {
                paths.forEach(options.out()::println);
            }
            options.out().flush();
            return 0;
        });
    }
}
