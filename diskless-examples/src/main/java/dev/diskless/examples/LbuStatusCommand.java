package dev.diskless.examples;

import dev.diskless.apk.AuditedPath;
import dev.diskless.fault.Printable;
import dev.diskless.lbu.Status;
import dev.diskless.overlay.OverlayDifference;
import dev.diskless.progress.Cancellation;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what a commit would change. */
@Command(
        name = "status",
        aliases = {"stat", "st"},
        synopsisHeading = "usage: ",
        customSynopsis = "lbu status|stat|st [-av] [MEDIA]",
        sortOptions = false,
        description = {
            "Shows what changed since the last commit: A for added, D for deleted, U for updated, and what else is"
                    + " told of changed modes, owners and types.",
            "With -v the include and exclude lists are shown too. Overlays in the way of a commit are told on standard"
                    + " error."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class LbuStatusCommand implements Callable<Integer> {

    private final Cancellation cancellation;

    @Mixin
    private LbuOptions options;

    @Parameters(arity = "0..1", paramLabel = "MEDIA", description = "the medium, by its name below /media")
    private @Nullable String media;

    LbuStatusCommand(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    /** What is printed of the difference from the packages. */
    record Audit(List<String> changes) {}

    /** What is printed of the difference from the last commit. */
    record Report(String overlay, boolean clean, List<Change> changes, List<String> others) {}

    /** One change. */
    record Change(String kind, String path) {

        static Change of(OverlayDifference difference) {
            return new Change(difference.kind().name().toLowerCase(java.util.Locale.ROOT), difference.path());
        }
    }

    private static String inTheWay(String name) {
        return (name.endsWith(".new") ? " was left by an interrupted commit" : " is another overlay")
                + ": the boot may take it, and lbu commit refuses while it is there";
    }

    @Override
    public Integer call() throws IOException {
        if (options.all) {
            return options.onRoot(false, cancellation, lbu -> {
                List<String> lines =
                        lbu.changesOfPackages().stream().map(AuditedPath::line).toList();
                if (options.json) {
                    options.out().print(Json.text(new Audit(lines)));
                } else {
                    lines.forEach(options.out()::println);
                }
                options.out().flush();
                return 0;
            });
        }
        return options.onStorage(media, false, cancellation, (lbu, storage) -> {
            Status status = lbu.newStatus().impliedParents().call();
            if (options.json) {
                Json.print(
                        new Report(
                                status.overlay().map(object -> object.name()).orElse(""),
                                status.isClean(),
                                Json.each(status.changes(), Change::of),
                                status.others()),
                        options.out());
            } else {
                status.changes().forEach(change -> options.out().print(change + "\n"));
            }
            status.others().forEach(name -> options.err().println("lbu: " + Printable.text(name) + inTheWay(name)));
            if (options.verbose) {
                options.err().println("Include files:");
                lbu.includeList().included().forEach(options.err()::println);
                options.err().println("Exclude files:");
                lbu.includeList().excluded().forEach(options.err()::println);
            }
            options.out().flush();
            options.err().flush();
            return 0;
        });
    }
}
