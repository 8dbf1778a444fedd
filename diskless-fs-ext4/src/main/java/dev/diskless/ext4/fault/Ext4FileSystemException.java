package dev.diskless.ext4.fault;

import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultDetail;
import java.nio.file.FileSystemException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A fault of an ext4 file system that belongs to a file in it. {@link #getFile()} is the file in the file system;
 * {@link #detail()} may name the place on the device. The subclasses are those that callers want to catch by type; the
 * others are told apart by {@link #code()}.
 */
public class Ext4FileSystemException extends FileSystemException implements Fault {

    private static final long serialVersionUID = 1;

    private final FaultDetail detail;

    /**
     * A fault at a file.
     *
     * @param file the path of the file in the file system
     * @param detail the facts
     * @param cause what led to it, or null
     */
    @SuppressWarnings("this-escape") // The JDK's class takes its cause in no other way.
    public Ext4FileSystemException(String file, FaultDetail detail, @Nullable Throwable cause) {
        super(Objects.requireNonNull(file), null, detail.message());
        this.detail = detail;
        initCause(cause);
    }

    @Override
    public FaultDetail detail() {
        return detail;
    }

    @Override
    public String getMessage() {
        return FaultDetail.of(detail.code(), detail.message()).at(getFile()).message();
    }
}
