package dev.diskless.fault;

import org.jspecify.annotations.Nullable;

/** Thrown where something is encrypted and no password opened it. */
public final class LockedInputException extends DisklessException {

    private static final long serialVersionUID = 1;

    /**
     * A fault without a cause of its own.
     *
     * @param detail the facts, with code {@link FaultCode#LOCKED}
     */
    public LockedInputException(FaultDetail detail) {
        this(detail, null);
    }

    /**
     * A fault that another exception led to.
     *
     * @param detail the facts, with code {@link FaultCode#LOCKED}
     * @param cause what led to it, or null
     */
    public LockedInputException(FaultDetail detail, @Nullable Throwable cause) {
        super(detail, cause);
    }

    /**
     * Starts the facts of such a fault.
     *
     * @param what what is wrong
     * @return the detail
     */
    public static FaultDetail detail(String what) {
        return FaultDetail.of(FaultCode.LOCKED, what);
    }
}
