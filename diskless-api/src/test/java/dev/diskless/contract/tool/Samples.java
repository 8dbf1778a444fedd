package dev.diskless.contract.tool;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Real media, packages and overlays that lie beside the project; a test that wants an absent one is skipped. */
public final class Samples {

    private Samples() {}

    /** The tree of a real medium: aarch64, without its kernel. */
    public static Path medium() {
        return of("alpine-3.13-aarch64-medium");
    }

    /** A real root file system as a tar.gz, with the real apk for x86_64. */
    public static Path miniRoot() {
        return of("alpine-minirootfs-3.20.3-x86_64.tar.gz");
    }

    /** The sample of that name. */
    public static Path of(String name) {
        Path path = Path.of(Optional.ofNullable(System.getProperty("diskless.shared"))
                        .orElse("../shared"))
                .resolve("samples")
                .resolve(name)
                .normalize();
        return Files.exists(path) ? path : abort("no sample " + path);
    }
}
