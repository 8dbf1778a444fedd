package dev.diskless.fault;

import org.jspecify.annotations.Nullable;

/** Thrown where the input is well formed but uses a feature that is not handled; the message names the feature. */
public final class UnsupportedFeatureException extends DisklessException {

    private static final long serialVersionUID = 1;

    /**
     * A fault without a cause of its own.
     *
     * @param detail the facts, with code {@link FaultCode#UNSUPPORTED}
     */
    public UnsupportedFeatureException(FaultDetail detail) {
        this(detail, null);
    }

    /**
     * A fault that another exception led to.
     *
     * @param detail the facts, with code {@link FaultCode#UNSUPPORTED}
     * @param cause what led to it, or null
     */
    public UnsupportedFeatureException(FaultDetail detail, @Nullable Throwable cause) {
        super(detail, cause);
    }

    /**
     * Starts the facts of such a fault.
     *
     * @param what what is wrong
     * @return the detail
     */
    public static FaultDetail detail(String what) {
        return FaultDetail.of(FaultCode.UNSUPPORTED, what);
    }
}
