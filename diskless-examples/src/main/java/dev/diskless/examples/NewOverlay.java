package dev.diskless.examples;

import dev.diskless.spi.OverlayFormat;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The overlay that a command makes. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class NewOverlay {

    @Mixin
    private OverlayFiles files;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "the new overlay; encrypted if its name ends in that of a cipher, such as .aes-256-cbc")
    private @Nullable Path file;

    @Option(names = "--force", description = "replace the new overlay if it is there already")
    private boolean force;

    OverlayFiles files() {
        return files;
    }

    @Nullable
    Path file() {
        return file;
    }

    boolean isReplacing() {
        return force;
    }

    /** Writes to a file of some format. */
    interface Writing {
        void write(OverlayFormat format, Path file, boolean replace) throws IOException;
    }

    /** Writes it, if the command line names one. */
    void write(Writing writing) throws IOException {
        Path target = file;
        if (target != null) {
            writing.write(files.formatOfNew(target), target, force);
        }
    }
}
