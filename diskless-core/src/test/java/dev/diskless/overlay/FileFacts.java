package dev.diskless.overlay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** Facts of the host's files that plain calls do not give. */
final class FileFacts {

    private FileFacts() {}

    /** When anything of a file changed last. */
    static Instant changed(Path file) {
        try {
            return ((FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS)).toInstant();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
