package dev.diskless.examples;

import dev.diskless.fault.Printable;
import dev.diskless.lbu.Backup;
import dev.diskless.progress.Cancellation;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists the earlier overlays that are kept. */
@Command(
        name = "list-backup",
        aliases = "lb",
        synopsisHeading = "usage: ",
        customSynopsis = "lbu list-backup|lb [MEDIA]",
        sortOptions = false,
        description = {
            "Lists the earlier overlays that the medium keeps, of all hosts. Links are none of them, and are told on standard"
                    + " error."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class LbuListBackupCommand implements Callable<Integer> {

    private final Cancellation cancellation;

    @Mixin
    private LbuOptions options;

    @Parameters(arity = "0..1", paramLabel = "MEDIA", description = "the medium, by its name below /media")
    private @Nullable String media;

    LbuListBackupCommand(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    /** What is printed. */
    record Report(List<Backup> backups) {}

    @Override
    public Integer call() throws IOException {
        return options.onStorage(media, false, cancellation, (lbu, storage) -> {
            List<Backup> backups = lbu.backups();
            if (options.json) {
                options.out().print(Json.text(new Report(backups)));
            } else {
                backups.forEach(options.out()::println);
            }
            options.out().flush();
            storage.strays().stream()
                    .filter(name -> name.contains(".tar.gz"))
                    .forEach(name ->
                            options.err().println("left out: " + Printable.text(name) + " (no file of its own)"));
            options.err().flush();
            return 0;
        });
    }
}
