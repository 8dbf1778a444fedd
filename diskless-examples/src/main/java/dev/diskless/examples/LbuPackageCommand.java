package dev.diskless.examples;

import dev.diskless.lbu.LbuPackage;
import dev.diskless.lbu.PackageResult;
import dev.diskless.progress.Cancellation;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes an overlay elsewhere than on the medium. */
@Command(
        name = "package",
        aliases = "pkg",
        synopsisHeading = "usage: ",
        customSynopsis = "lbu package|pkg [-ev] [-p PASSWORD] [DIRECTORY|FILE|-]",
        sortOptions = false,
        description = {
            "Makes the overlay of the machine in a directory, under the name that the boot wants, or as a file of"
                    + " exactly this name; in the current directory by default.",
            "- is standard output, to which it is never encrypted.",
            "Overlays in the place of --storage, LBU_BACKUPDIR or LBU_MEDIA are left out."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class LbuPackageCommand implements Callable<Integer> {

    private final Cancellation cancellation;
    private final OutputStream out;

    @Mixin
    private LbuOptions options;

    @Parameters(arity = "0..1", paramLabel = "TARGET", defaultValue = "", description = "a directory, a file, or -")
    private String target;

    LbuPackageCommand(Cancellation cancellation, OutputStream out) {
        this.cancellation = cancellation;
        this.out = out;
    }

    /** What is printed. */
    record Report(String file, long size, java.util.List<String> paths, java.util.List<String> leftOut) {}

    @Override
    public Integer call() throws IOException {
        return options.onRootBesideOverlays(cancellation, lbu -> {
            LbuPackage command = lbu.newPackage();
            PackageResult result = target.equals("-") ? command.to(out) : command.to(Path.of(target));
            print(result);
            return 0;
        });
    }

    private void print(PackageResult result) {
        String file = result.file().map(Path::toString).orElse("");
        if (options.json && !file.isEmpty()) {
            options.out().print(Json.text(new Report(file, result.size(), result.paths(), result.leftOut())));
        } else if (options.verbose) {
            options.err().println("Archiving the following files:");
            result.paths().forEach(options.err()::println);
            if (!file.isEmpty()) {
                options.out().println("Created " + file);
            }
        }
        result.leftOut().forEach(path -> options.err().println("left out: " + path));
        result.hookFailures().forEach(hook -> options.err().println("hook failed: " + hook));
        options.out().flush();
        options.err().flush();
    }
}
