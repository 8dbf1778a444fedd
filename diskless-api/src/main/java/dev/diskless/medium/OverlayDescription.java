package dev.diskless.medium;

import java.time.Instant;
import java.util.Objects;

/**
 * One overlay file on a medium.
 *
 * @param fileName its name in the root of its volume
 * @param host the host it belongs to, as its name says
 * @param format the name of its overlay format, for example {@code apkovl}
 * @param size bytes
 * @param modified time of the file's last change
 * @param entries number of entries
 * @param hostname what {@code etc/hostname} in it says; empty if it has none
 */
public record OverlayDescription(
        String fileName, String host, String format, long size, Instant modified, long entries, String hostname) {

    public OverlayDescription {
        Objects.requireNonNull(fileName);
        Objects.requireNonNull(host);
        Objects.requireNonNull(format);
        Objects.requireNonNull(modified);
        Objects.requireNonNull(hostname);
    }
}
