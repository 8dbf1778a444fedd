package dev.diskless.overlay;

import dev.diskless.fault.Printable;
import dev.diskless.medium.Severity;
import java.util.Locale;
import java.util.Objects;

/**
 * One secret in an overlay, without the secret. Immutable; printed as one line, such as
 * {@code warning: etc/ssl/server.key:1: private key: PEM, readable for everybody}.
 *
 * @param path the file, as entries have it
 * @param kind what it is
 * @param severity {@code NOTE} for what most overlays have and nobody can use at once, {@code WARNING} for what whoever
 *     has the overlay can use, one more for both if every user of the machine can read the file; {@code ERROR} also for
 *     accounts without a password
 * @param line number of the line, from 1; 0 in a file without lines
 * @param offset where that line begins, in bytes from the start of the file
 * @param detail what is known beside the kind, such as the account or the service; never a part of the secret
 */
public record SecretFinding(String path, SecretKind kind, Severity severity, long line, long offset, String detail) {

    public SecretFinding {
        Objects.requireNonNull(path);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(severity);
        Objects.requireNonNull(detail);
    }

    @Override
    public String toString() {
        return severity.name().toLowerCase(Locale.ROOT) + ": " + Printable.text(path) + (line > 0 ? ":" + line : "")
                + ": " + kind + (detail.isEmpty() ? "" : ": " + Printable.text(detail));
    }
}
