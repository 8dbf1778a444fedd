package dev.diskless.medium;

import java.util.Objects;

/**
 * One thing that is wrong or worth knowing about a medium.
 *
 * @param severity how much it matters
 * @param code a stable name in lower case with hyphens, for example {@code no-kernel}
 * @param message what is the case, in one clause
 * @param cure what to do about it, in one clause; empty when nothing is to be done
 */
public record Finding(Severity severity, String code, String message, String cure) {

    public Finding {
        Objects.requireNonNull(severity);
        Objects.requireNonNull(code);
        Objects.requireNonNull(message);
        Objects.requireNonNull(cure);
    }

    @Override
    public String toString() {
        return severity.name().toLowerCase(java.util.Locale.ROOT) + ": " + message
                + (cure.isEmpty() ? "" : "; " + cure);
    }
}
