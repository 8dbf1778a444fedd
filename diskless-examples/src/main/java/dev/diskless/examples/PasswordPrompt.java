package dev.diskless.examples;

import dev.diskless.spi.PasswordRequest;
import dev.diskless.spi.PasswordSource;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Passwords from the first line of a file, else from the terminal; asked twice when something is to be encrypted. */
final class PasswordPrompt implements PasswordSource {

    private final @Nullable Path file;

    PasswordPrompt(@Nullable Path file) {
        this.file = file;
    }

    @Override
    public Optional<char[]> password(PasswordRequest request) throws IOException {
        Path given = file;
        if (given != null) {
            return request.attempt() == 1 ? firstLine(given) : Optional.empty();
        }
        Console console = System.console();
        if (console == null) {
            return Optional.empty();
        }
        char[] password = console.readPassword("password of %s: ", request.what());
        if (password == null || request.use() == PasswordRequest.Use.OPEN) {
            return Optional.ofNullable(password);
        }
        char[] again = console.readPassword("once more: ");
        boolean same = Arrays.equals(password, again);
        if (again != null) {
            Arrays.fill(again, '\0');
        }
        return same ? Optional.of(password) : Optional.empty();
    }

    private static Optional<char[]> firstLine(Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return Optional.ofNullable(reader.readLine()).map(String::toCharArray);
        }
    }

    @Override
    public String toString() {
        return file == null ? "the terminal" : "the file " + file;
    }
}
