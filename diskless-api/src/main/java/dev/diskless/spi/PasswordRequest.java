package dev.diskless.spi;

import java.util.Objects;

/**
 * What a password is asked for.
 *
 * @param what what it opens or closes, as the caller names it, for example the name of an overlay
 * @param use whether something is opened or closed
 * @param attempt which attempt this is, from 1 on; above 1 the password given before was wrong
 */
public record PasswordRequest(String what, Use use, int attempt) {

    /** What a password is for. */
    public enum Use {
        /** Something encrypted is to be read. */
        OPEN,
        /** Something is to be encrypted; asked for once. */
        CLOSE
    }

    public PasswordRequest {
        Objects.requireNonNull(what);
        Objects.requireNonNull(use);
    }
}
