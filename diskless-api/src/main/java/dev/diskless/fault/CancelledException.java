package dev.diskless.fault;

import org.jspecify.annotations.Nullable;

/** Thrown at a point where work polls its cancellation token, after the caller cancelled it. */
public final class CancelledException extends DisklessException {

    private static final long serialVersionUID = 1;

    /**
     * A fault without a cause of its own.
     *
     * @param detail the facts, with code {@link FaultCode#CANCELLED}
     */
    public CancelledException(FaultDetail detail) {
        this(detail, null);
    }

    /**
     * A fault that another exception led to.
     *
     * @param detail the facts, with code {@link FaultCode#CANCELLED}
     * @param cause what led to it, or null
     */
    public CancelledException(FaultDetail detail, @Nullable Throwable cause) {
        super(detail, cause);
    }

    /**
     * Starts the facts of such a fault.
     *
     * @param what what is wrong
     * @return the detail
     */
    public static FaultDetail detail(String what) {
        return FaultDetail.of(FaultCode.CANCELLED, what);
    }
}
