package dev.diskless.spi;

import java.util.Objects;

/** A user name and a password. Shows neither. Immutable and thread-safe. */
public final class Credential {

    private final String user;
    private final char[] password;

    private Credential(String user, char[] password) {
        this.user = user;
        this.password = password;
    }

    /**
     * A credential.
     *
     * @param user the user name
     * @param password the password; copied
     * @return the credential
     */
    public static Credential of(String user, char[] password) {
        return new Credential(Objects.requireNonNull(user), password.clone());
    }

    /**
     * The user name.
     *
     * @return the user name
     */
    public String user() {
        return user;
    }

    /**
     * The password.
     *
     * @return a copy, for the caller to overwrite after use
     */
    public char[] password() {
        return password.clone();
    }

    @Override
    public String toString() {
        return "Credential";
    }
}
