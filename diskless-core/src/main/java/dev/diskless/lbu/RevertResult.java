package dev.diskless.lbu;

import dev.diskless.spi.StoredObject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a revert did. It takes effect at the next boot.
 *
 * @param overlay the active overlay now
 * @param revision the name that the content had before; no longer there, unless it is among {@code remainders}
 * @param kept the names under which what was active before is kept now; empty if nothing was active
 * @param deleted names of other overlays that were deleted
 * @param verified whether the content was read to its end; false for an encrypted one without a password, whose copy
 *     was only compared
 * @param remainders what should have been deleted and is still there
 */
public record RevertResult(
        StoredObject overlay,
        String revision,
        List<String> kept,
        List<String> deleted,
        boolean verified,
        List<Remainder> remainders) {

    public RevertResult {
        Objects.requireNonNull(overlay);
        Objects.requireNonNull(revision);
        kept = List.copyOf(kept);
        deleted = List.copyOf(deleted);
        remainders = List.copyOf(remainders);
    }

    /**
     * The name to revert to in order to undo this.
     *
     * @return the first of the names that are kept
     */
    public Optional<String> undo() {
        return kept.stream().findFirst();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("reverted to " + revision + ", which is " + overlay.name() + " now\n");
        kept.forEach(name -> text.append("kept ").append(name).append('\n'));
        deleted.forEach(name -> text.append("deleted ").append(name).append('\n'));
        remainders.forEach(name -> text.append("not deleted: ").append(name).append('\n'));
        return text.toString();
    }
}
