package dev.diskless.lbu;

import dev.diskless.overlay.OverlayComparison;
import java.io.IOException;
import java.util.List;

/**
 * Compares the state of a machine with its last commit: {@code lbu status}. Unlike the original it sees links that point
 * elsewhere, other types, modes and owners, and changes with an older time; it calls no hooks, and unpacks nothing
 * anywhere. A host whose overlay is encrypted otherwise than the settings say is compared with that.
 *
 * <p>For one call and one thread.
 */
public final class LbuStatus {

    private final Lbu lbu;
    private boolean impliedParents;

    LbuStatus(Lbu lbu) {
        this.lbu = lbu;
    }

    /**
     * Lists as added and removed also directories that stand in no overlay, and that unpacking one makes for what is
     * below them, as the original does.
     *
     * @return this command
     */
    public LbuStatus impliedParents() {
        impliedParents = true;
        return this;
    }

    /**
     * Does it.
     *
     * @return the changes
     * @throws IOException if the root or the overlay cannot be read, the overlay is damaged or locked, or the caller
     *     cancelled
     */
    public Status call() throws IOException {
        Committed committed = Committed.of(lbu);
        if (committed.isUnchanged()) {
            return new Status(committed.overlay(), List.of(), committed.others());
        }
        OverlayComparison comparison = OverlayComparison.between(committed.source(), committed.current())
                .withoutTimes()
                .withProgress(lbu.progress());
        if (impliedParents) {
            comparison = comparison.withImpliedParents();
        }
        return new Status(committed.overlay(), comparison.differences(), committed.others());
    }
}
