package dev.diskless.examples;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.lbu.LbuRevert;
import dev.diskless.lbu.RevertResult;
import dev.diskless.progress.Cancellation;
import dev.diskless.spi.Storage;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Brings an earlier overlay back. */
@Command(
        name = "revert",
        synopsisHeading = "usage: ",
        customSynopsis = "lbu revert [-dv] REVISION [MEDIA]",
        sortOptions = false,
        description = {
            "Makes an earlier overlay the active one, and keeps the active one under its stamp.",
            "It takes effect at the next boot. With -d overlays of other names are kept under their stamps too."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class LbuRevertCommand implements Callable<Integer> {

    private final Cancellation cancellation;

    @Mixin
    private LbuOptions options;

    @Parameters(index = "0", paramLabel = "REVISION", description = "a name that list-backup shows")
    private String revision;

    @Parameters(index = "1", arity = "0..1", paramLabel = "MEDIA", description = "the medium, by its name below /media")
    private @Nullable String media;

    LbuRevertCommand(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    @Override
    public Integer call() throws IOException {
        return options.onStorage(media, true, cancellation, (lbu, storage) -> {
            LbuRevert revert = lbu.newRevert(revision);
            if (options.delete) {
                revert.deleteOld();
            }
            try {
                print(revert.call(), storage);
            } catch (DisklessException e) {
                boolean absent = e.code() == FaultCode.NOT_FOUND;
                options.err()
                        .println(
                                absent
                                        ? "file not found: " + storage.identity() + "/" + revision
                                        : "lbu: " + FailureLine.message(e));
                options.err().flush();
                return 1;
            }
            return 0;
        });
    }

    private void print(RevertResult result, Storage storage) {
        if (options.json) {
            options.out().print(Json.text(result));
        } else if (options.verbose) {
            result.kept().forEach(name -> options.out().println("Creating backup " + storage.identity() + "/" + name));
            options.out().println("Reverting to " + result.revision());
        }
        result.remainders().forEach(rest -> options.err().println("not deleted: " + rest));
        options.out().flush();
        options.err().flush();
    }
}
