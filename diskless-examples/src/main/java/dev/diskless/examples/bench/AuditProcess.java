package dev.diskless.examples.bench;

import dev.diskless.apk.AuditedPath;
import dev.diskless.apk.RootAudit;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One audit in a process of its own, for the measurements. */
final class AuditProcess {

    private AuditProcess() {}

    /**
     * Prints what belongs into the overlay of a root.
     *
     * @param arguments the root
     * @throws IOException if it cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        try (PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8)) {
            for (AuditedPath path : RootAudit.of(Path.of(arguments[0])).overlayPaths()) {
                out.println(path.name() + (path.isDirectory() ? "/" : ""));
            }
        }
    }
}
