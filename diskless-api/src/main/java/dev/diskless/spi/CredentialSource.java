package dev.diskless.spi;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** Gives the user name and password for an address when a place asks for them. Safe to call from any thread. */
@FunctionalInterface
public interface CredentialSource {

    /** Knows none. */
    CredentialSource NONE = address -> Optional.empty();

    /**
     * The credential for an address.
     *
     * @param address scheme, host and port of the place that asks, without user information, path and query
     * @return the credential; empty if there is none for it
     * @throws IOException if asking fails or the user cancels
     */
    Optional<Credential> of(URI address) throws IOException;
}
