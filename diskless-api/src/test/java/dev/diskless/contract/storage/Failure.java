package dev.diskless.contract.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** How a host refuses an operation. */
public enum Failure {
    /** The disk is full; half of what was to be written is. */
    FULL("No space left on device"),
    /** The medium was mounted for reading only. */
    READ_ONLY("Read-only file system"),
    /** The program has no right to do it. */
    DENIED(""),
    /** The device fails. */
    IO("Input/output error");

    private final String reason;

    Failure(String reason) {
        this.reason = reason;
    }

    IOException of(Path path) {
        return this == DENIED
                ? new AccessDeniedException(path.toString())
                : new FileSystemException(path.toString(), null, reason);
    }
}
