package dev.diskless.examples;

import dev.diskless.overlay.OverlayExtraction;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes one file out of an overlay. */
@Command(
        name = "extract",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Prints one file of an overlay, or writes it to a file with its permissions.",
            "A hard link is the file it stands for; a symbolic link is told, and not followed."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class OverlayExtractCommand implements Callable<Integer> {

    private final OutputStream out;

    @Mixin
    private OverlayFiles files;

    @Parameters(index = "0", paramLabel = "OVERLAY", description = "the overlay")
    private Path overlay;

    @Parameters(index = "1", paramLabel = "PATH", description = "which file, from the root")
    private String path;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "the new file; without it the bytes go to standard output")
    private @Nullable Path target;

    @Option(names = "--force", description = "replace the new file if it is there already")
    private boolean force;

    OverlayExtractCommand(OutputStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        OverlayExtraction found = OverlayExtraction.find(files.source(overlay), path);
        if (target != null) {
            found.writeTo(target, force);
        } else {
            found.writeTo(out);
            out.flush();
        }
        return 0;
    }
}
