package dev.diskless.ext4.fault;

import dev.diskless.fault.FaultDetail;
import org.jspecify.annotations.Nullable;

/** Thrown where the structures of the file system that belong to a file do not follow their format. */
public final class CorruptFileSystemException extends Ext4FileSystemException {

    private static final long serialVersionUID = 1;

    /**
     * A fault at a file.
     *
     * @param file the path of the file in the file system
     * @param detail the facts, with code {@link dev.diskless.fault.FaultCode#CORRUPT}
     * @param cause what led to it, or null
     */
    public CorruptFileSystemException(String file, FaultDetail detail, @Nullable Throwable cause) {
        super(file, detail, cause);
    }
}
