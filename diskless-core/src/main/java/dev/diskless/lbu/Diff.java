package dev.diskless.lbu;

import dev.diskless.overlay.OverlayDifference;
import dev.diskless.spi.StoredObject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a commit would change, with the texts.
 *
 * @param overlay the overlay that the state was compared with; empty if this host has none
 * @param changes as {@link Status#changes()}
 * @param text a unified diff of the texts, {@code a} as committed and {@code b} as it is now; bytes that are not UTF-8
 *     stand as {@link dev.diskless.medium.NameBytes} says
 */
public record Diff(Optional<StoredObject> overlay, List<OverlayDifference> changes, String text) {

    public Diff {
        Objects.requireNonNull(overlay);
        changes = List.copyOf(changes);
        Objects.requireNonNull(text);
    }

    /** The unified diff. */
    @Override
    public String toString() {
        return text;
    }
}
