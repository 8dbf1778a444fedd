package dev.diskless.fault;

import org.jspecify.annotations.Nullable;

/** Thrown where bytes that were read do not follow their format. */
public final class CorruptInputException extends DisklessException {

    private static final long serialVersionUID = 1;

    /**
     * A fault without a cause of its own.
     *
     * @param detail the facts, with code {@link FaultCode#CORRUPT}
     */
    public CorruptInputException(FaultDetail detail) {
        this(detail, null);
    }

    /**
     * A fault that another exception led to.
     *
     * @param detail the facts, with code {@link FaultCode#CORRUPT}
     * @param cause what led to it, or null
     */
    public CorruptInputException(FaultDetail detail, @Nullable Throwable cause) {
        super(detail, cause);
    }

    /**
     * Starts the facts of such a fault.
     *
     * @param what what is wrong
     * @return the detail
     */
    public static FaultDetail detail(String what) {
        return FaultDetail.of(FaultCode.CORRUPT, what);
    }
}
