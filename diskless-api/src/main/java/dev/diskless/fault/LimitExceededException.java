package dev.diskless.fault;

import org.jspecify.annotations.Nullable;

/** Thrown where a size or a count taken from input is above a documented limit. */
public final class LimitExceededException extends DisklessException {

    private static final long serialVersionUID = 1;

    /**
     * A fault without a cause of its own.
     *
     * @param detail the facts, with code {@link FaultCode#LIMIT_EXCEEDED}
     */
    public LimitExceededException(FaultDetail detail) {
        this(detail, null);
    }

    /**
     * A fault that another exception led to.
     *
     * @param detail the facts, with code {@link FaultCode#LIMIT_EXCEEDED}
     * @param cause what led to it, or null
     */
    public LimitExceededException(FaultDetail detail, @Nullable Throwable cause) {
        super(detail, cause);
    }

    /**
     * Starts the facts of such a fault.
     *
     * @param what what is wrong
     * @return the detail
     */
    public static FaultDetail detail(String what) {
        return FaultDetail.of(FaultCode.LIMIT_EXCEEDED, what);
    }
}
