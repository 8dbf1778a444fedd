package dev.diskless.examples;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.lbu.CommitResult;
import dev.diskless.lbu.LbuCommit;
import dev.diskless.progress.Cancellation;
import dev.diskless.spi.Storage;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Saves the state of the machine. */
@Command(
        name = "commit",
        aliases = "ci",
        synopsisHeading = "usage: ",
        customSynopsis = "lbu commit|ci [-denv] [-p PASSWORD] [MEDIA]",
        sortOptions = false,
        description = "Saves the state of the machine as its active overlay, and keeps earlier ones by BACKUP_LIMIT.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class LbuCommitCommand implements Callable<Integer> {

    private final Cancellation cancellation;

    @Mixin
    private LbuOptions options;

    @Parameters(arity = "0..1", paramLabel = "MEDIA", description = "the medium, by its name below /media")
    private @Nullable String media;

    LbuCommitCommand(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    @Override
    public Integer call() throws IOException {
        return options.onStorage(media, !options.dryRun, cancellation, (lbu, storage) -> {
            LbuCommit commit = lbu.newCommit();
            if (options.delete) {
                commit.deleteOld();
            }
            if (options.dryRun) {
                commit.dryRun();
            }
            try {
                print(commit.call(), storage);
            } catch (DisklessException e) {
                // A file that changed, or somebody else's commit, is a conflict too, and -d no answer to it.
                boolean others = e.code() == FaultCode.CONFLICT
                        && Objects.requireNonNullElse(e.detail().cure(), "").contains("(-d)");
                options.err().println("lbu: " + FailureLine.message(e));
                if (others) {
                    options.err().println("Please use -d to replace.");
                }
                return 1;
            }
            return 0;
        });
    }

    private void print(CommitResult result, Storage storage) {
        if (options.json) {
            options.out().print(Json.text(result));
        } else if (options.verbose || options.dryRun) {
            String place = storage.identity() + "/";
            if (!result.deleted().isEmpty()) {
                options.err().println("Removing old apk overlay files:");
                result.deleted().forEach(name -> options.out().println(place + name));
            }
            result.kept().ifPresent(name -> options.out().println("Creating backup " + place + name));
            options.err().println("Archiving the following files:");
            result.paths().forEach(options.err()::println);
            options.out().println("Created " + place + result.name());
            options.out().println("Successfully saved apk overlay files");
        }
        result.leftOut().forEach(path -> options.err().println("left out: " + path));
        result.remainders().forEach(rest -> options.err().println("not deleted: " + rest));
        result.hookFailures().forEach(hook -> options.err().println("hook failed: " + hook));
        options.out().flush();
        options.err().flush();
    }
}
