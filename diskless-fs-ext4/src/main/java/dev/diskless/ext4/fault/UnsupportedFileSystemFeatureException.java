package dev.diskless.ext4.fault;

import dev.diskless.fault.FaultDetail;
import org.jspecify.annotations.Nullable;

/** Thrown where a file uses, or a request needs, something that is not handled. */
public final class UnsupportedFileSystemFeatureException extends Ext4FileSystemException {

    private static final long serialVersionUID = 1;

    /**
     * A fault at a file.
     *
     * @param file the path of the file in the file system
     * @param detail the facts, with code {@link dev.diskless.fault.FaultCode#UNSUPPORTED}
     * @param cause what led to it, or null
     */
    public UnsupportedFileSystemFeatureException(String file, FaultDetail detail, @Nullable Throwable cause) {
        super(file, detail, cause);
    }
}
