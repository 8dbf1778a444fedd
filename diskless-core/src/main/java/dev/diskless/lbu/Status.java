package dev.diskless.lbu;

import dev.diskless.overlay.OverlayDifference;
import dev.diskless.spi.StoredObject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a commit would change.
 *
 * @param overlay the overlay that the state was compared with; empty if this host has none, and everything is added
 * @param changes what was added, changed, removed, or has another mode or owner only, by the bytes of the paths; another
 *     time alone is no change
 * @param others names of overlays in the way, links and special files with such names too: a commit is refused while
 *     they are there
 */
public record Status(Optional<StoredObject> overlay, List<OverlayDifference> changes, List<String> others) {

    public Status {
        Objects.requireNonNull(overlay);
        changes = List.copyOf(changes);
        others = List.copyOf(others);
    }

    /**
     * Whether the overlay says all there is to say.
     *
     * @return true if a commit would change nothing
     */
    public boolean isClean() {
        return changes.isEmpty();
    }

    /** One line for each change, as {@code lbu status} prints them; empty if there are none. */
    @Override
    public String toString() {
        return changes.stream().map(change -> change + "\n").collect(Collectors.joining());
    }
}
