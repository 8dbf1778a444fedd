package dev.diskless.fault;

import org.jspecify.annotations.Nullable;

/** Thrown where a value that the caller gave is malformed, out of range or contradicts another. */
public final class InvalidRequestException extends DisklessException {

    private static final long serialVersionUID = 1;

    /**
     * A fault without a cause of its own.
     *
     * @param detail the facts, with code {@link FaultCode#INVALID_REQUEST}
     */
    public InvalidRequestException(FaultDetail detail) {
        this(detail, null);
    }

    /**
     * A fault that another exception led to.
     *
     * @param detail the facts, with code {@link FaultCode#INVALID_REQUEST}
     * @param cause what led to it, or null
     */
    public InvalidRequestException(FaultDetail detail, @Nullable Throwable cause) {
        super(detail, cause);
    }

    /**
     * Starts the facts of such a fault.
     *
     * @param what what is wrong
     * @return the detail
     */
    public static FaultDetail detail(String what) {
        return FaultDetail.of(FaultCode.INVALID_REQUEST, what);
    }
}
