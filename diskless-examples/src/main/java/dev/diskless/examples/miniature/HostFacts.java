package dev.diskless.examples.miniature;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Modes and times that would otherwise come from the host and the moment. */
final class HostFacts {

    private HostFacts() {}

    /** Gives a tree one time, and its files and directories the modes that a real medium has. */
    static void settle(Path root, Instant time) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(root)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
            if (view != null) {
                String mode = Files.isDirectory(file) ? "rwxr-xr-x" : "rw-r--r--";
                view.setPermissions(PosixFilePermissions.fromString(mode));
            }
            Files.setLastModifiedTime(file, FileTime.from(time));
        }
    }
}
