package dev.diskless.lbu;

import dev.diskless.spi.PasswordRequest;
import dev.diskless.spi.PasswordRequest.Use;
import dev.diskless.spi.PasswordSource;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks once for what one command needs several times: what was written must be read again to be trusted. */
final class RememberedPassword implements PasswordSource {

    private final PasswordSource source;
    private char @Nullable [] remembered;
    private boolean used;

    RememberedPassword(PasswordSource source) {
        this.source = source;
    }

    @Override
    public synchronized Optional<char[]> password(PasswordRequest request) throws IOException {
        if (request.attempt() == 1) {
            used = remembered != null && request.use() == Use.OPEN;
        }
        if (request.attempt() == 1 && used && remembered != null) {
            return Optional.of(remembered.clone());
        }
        int attempt = used ? request.attempt() - 1 : request.attempt();
        Optional<char[]> given = source.password(new PasswordRequest(request.what(), request.use(), attempt));
        given.ifPresent(password -> remembered = password.clone());
        return given;
    }

    @Override
    public String toString() {
        return "RememberedPassword";
    }
}
