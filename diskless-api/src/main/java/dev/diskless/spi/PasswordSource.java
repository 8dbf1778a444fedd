package dev.diskless.spi;

import java.io.IOException;
import java.util.Optional;

/**
 * Gives passwords when they are needed; called on the thread that reads or writes. Its {@code toString()} must not show
 * them.
 */
@FunctionalInterface
public interface PasswordSource {

    /**
     * A password.
     *
     * @param request what it is for
     * @return the password; whoever asked overwrites the array after use. Empty: there is none, or no other one
     * @throws IOException if the caller cancels or the source fails; passed on as it is
     */
    Optional<char[]> password(PasswordRequest request) throws IOException;

    /**
     * A source that knows one password: given at the first attempt, and never again.
     *
     * @param password the password; copied, and kept as long as the source
     * @return the source
     */
    static PasswordSource fixed(char[] password) {
        char[] copy = password.clone();
        return request -> request.attempt() == 1 ? Optional.of(copy.clone()) : Optional.empty();
    }
}
