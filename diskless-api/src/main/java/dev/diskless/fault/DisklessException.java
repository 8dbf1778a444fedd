package dev.diskless.fault;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The root of what this library throws. The subclasses are those that callers want to catch by type; every other
 * fault is told apart by {@link #code()}.
 */
public class DisklessException extends IOException implements Fault {

    private static final long serialVersionUID = 1;

    private final FaultDetail detail;

    /**
     * A fault without a cause of its own.
     *
     * @param detail the facts
     */
    public DisklessException(FaultDetail detail) {
        this(detail, null);
    }

    /**
     * A fault that another exception led to.
     *
     * @param detail the facts
     * @param cause what led to it, or null
     */
    public DisklessException(FaultDetail detail, @Nullable Throwable cause) {
        super(detail.message(), cause);
        this.detail = Objects.requireNonNull(detail);
    }

    @Override
    public FaultDetail detail() {
        return detail;
    }
}
