package dev.diskless.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;

/** Sets the mode and all the times of a new file, so that nothing of the host's moment remains. */
public final class Stamp {

    private Stamp() {}

    /** Stamps a file; the permissions as {@code ls -l} shows them. */
    public static void set(Path file, String permissions, Instant time) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        FileTime stamp = FileTime.from(time);
        Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(stamp, stamp, stamp);
    }
}
