package dev.diskless.examples;

import dev.diskless.spi.PasswordRequest;
import dev.diskless.spi.PasswordSource;
import java.io.Console;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks for passwords on the terminal, at most three times for one thing. */
final class LbuPassword implements PasswordSource {

    private static final int TRIES = 3;

    private final Prompt prompt;

    /** Shows a question and reads the answer without showing it; null where nobody answers. */
    interface Prompt {
        char @Nullable [] ask(String question);
    }

    LbuPassword(Prompt prompt) {
        this.prompt = prompt;
    }

    /** The terminal of this process; where there is none, there is no password. */
    static LbuPassword ofConsole() {
        Console console = System.console();
        return new LbuPassword(question -> console == null ? null : console.readPassword("%s", question));
    }

    @Override
    public Optional<char[]> password(PasswordRequest request) {
        if (request.use() == PasswordRequest.Use.OPEN) {
            return request.attempt() > TRIES
                    ? Optional.empty()
                    : Optional.ofNullable(prompt.ask("password of " + request.what() + ": "));
        }
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            char[] password = prompt.ask("new password for " + request.what() + ": ");
            char[] again = password == null ? null : prompt.ask("the same again: ");
            if (password == null || again == null) {
                return Optional.empty();
            }
            boolean same = password.length > 0 && Arrays.equals(password, again);
            Arrays.fill(again, '\0');
            if (same) {
                return Optional.of(password);
            }
            Arrays.fill(password, '\0');
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return "LbuPassword";
    }
}
