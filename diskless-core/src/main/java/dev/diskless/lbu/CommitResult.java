package dev.diskless.lbu;

import dev.diskless.fault.Printable;
import dev.diskless.internal.SizeText;
import dev.diskless.spi.StoredObject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a commit did, or would do.
 *
 * @param name the file name of the overlay
 * @param overlay where it lies now; empty for a dry run
 * @param paths what is in it, as {@code lbu list} prints it
 * @param kept the name under which the overlay before it was kept; empty if there was none. With a limit of 0 it is among
 *     {@code pruned} again
 * @param deleted names of other overlays that were deleted because {@link LbuCommit#deleteOld} was asked for
 * @param pruned names of earlier overlays that the limit left no place for
 * @param remainders what should have been deleted and is still there; other overlays among them may be taken by the
 *     boot in the place of this one
 * @param leftOut what was found or asked for and no overlay can hold, each with the reason: sockets, and paths
 *     that {@code lbu.list} names through a link
 * @param hookFailures what failed after the overlay was in its place
 */
public record CommitResult(
        String name,
        Optional<StoredObject> overlay,
        List<String> paths,
        Optional<String> kept,
        List<String> deleted,
        List<String> pruned,
        List<Remainder> remainders,
        List<String> leftOut,
        List<HookFailure> hookFailures) {

    public CommitResult {
        Objects.requireNonNull(name);
        Objects.requireNonNull(overlay);
        paths = List.copyOf(paths);
        Objects.requireNonNull(kept);
        deleted = List.copyOf(deleted);
        pruned = List.copyOf(pruned);
        remainders = List.copyOf(remainders);
        leftOut = List.copyOf(leftOut);
        hookFailures = List.copyOf(hookFailures);
    }

    CommitResult withHookFailures(List<HookFailure> failures) {
        return new CommitResult(name, overlay, paths, kept, deleted, pruned, remainders, leftOut, failures);
    }

    /**
     * Whether nothing was written.
     *
     * @return true if this only says what would be done
     */
    public boolean isDryRun() {
        return overlay.isEmpty();
    }

    @Override
    public String toString() {
        String would = isDryRun() ? "would be " : "";
        StringBuilder text =
                new StringBuilder(Printable.text(name) + ": " + paths.size() + " entries " + would + "saved");
        overlay.ifPresent(object -> text.append(", ").append(SizeText.of(object.size())));
        text.append('\n');
        kept.ifPresent(before -> text.append(would + "kept: " + Printable.text(before) + "\n"));
        deleted.forEach(old -> text.append(would + "deleted: " + Printable.text(old) + "\n"));
        pruned.forEach(old -> text.append(would + "forgotten: " + Printable.text(old) + "\n"));
        leftOut.forEach(path -> text.append("left out: " + Printable.text(path) + "\n"));
        remainders.forEach(old -> text.append("not deleted: " + Printable.text(old.toString()) + "\n"));
        hookFailures.forEach(hook -> text.append("hook failed: " + Printable.text(hook.toString()) + "\n"));
        return text.toString();
    }
}
