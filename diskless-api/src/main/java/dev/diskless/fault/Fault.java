package dev.diskless.fault;

import java.util.Optional;

/**
 * What every exception of this library can tell beside its message.
 *
 * <p>Implemented by {@link DisklessException} and, in file systems of ours, by subclasses of the JDK's
 * {@link java.nio.file.FileSystemException}.
 */
public interface Fault {

    /**
     * All facts together.
     *
     * @return the facts
     */
    FaultDetail detail();

    /**
     * The kind of fault.
     *
     * @return a stable code
     */
    default FaultCode code() {
        return detail().code();
    }

    /**
     * What the user can do about it.
     *
     * @return one clause; empty when nobody knows
     */
    default Optional<String> cure() {
        return Optional.ofNullable(detail().cure());
    }
}
