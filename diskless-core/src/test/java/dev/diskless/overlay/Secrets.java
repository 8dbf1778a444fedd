package dev.diskless.overlay;

import dev.diskless.spi.PasswordSource;

/** Passwords of tests. */
final class Secrets {

    static final String PASSWORD = "pa\u00dfw\u00f6rd \u65e5";

    private Secrets() {}

    static PasswordSource of(String... passwords) {
        return request -> request.attempt() <= passwords.length
                ? java.util.Optional.of(passwords[request.attempt() - 1].toCharArray())
                : java.util.Optional.empty();
    }
}
