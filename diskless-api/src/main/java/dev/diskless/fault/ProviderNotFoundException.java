package dev.diskless.fault;

import org.jspecify.annotations.Nullable;

/** Thrown where no plug-in can do what was asked for; the message lists those there are. */
public final class ProviderNotFoundException extends DisklessException {

    private static final long serialVersionUID = 1;

    /**
     * A fault without a cause of its own.
     *
     * @param detail the facts, with code {@link FaultCode#NO_PROVIDER}
     */
    public ProviderNotFoundException(FaultDetail detail) {
        this(detail, null);
    }

    /**
     * A fault that another exception led to.
     *
     * @param detail the facts, with code {@link FaultCode#NO_PROVIDER}
     * @param cause what led to it, or null
     */
    public ProviderNotFoundException(FaultDetail detail, @Nullable Throwable cause) {
        super(detail, cause);
    }

    /**
     * Starts the facts of such a fault.
     *
     * @param what what is wrong
     * @return the detail
     */
    public static FaultDetail detail(String what) {
        return FaultDetail.of(FaultCode.NO_PROVIDER, what);
    }
}
