package dev.diskless.overlay;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.progress.Progress;
import dev.diskless.spi.OverlayFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/** What two overlays and their base make together. Printed as one line for each conflict. Immutable. */
public final class MergedOverlay {

    private final Composition composition;
    private final List<MergeConflict> conflicts;
    private final boolean resolved;

    MergedOverlay(Composition composition, List<MergeConflict> conflicts, boolean resolved) {
        this.composition = composition;
        this.conflicts = List.copyOf(conflicts);
        this.resolved = resolved || conflicts.isEmpty();
    }

    /**
     * The conflicts, resolved or not.
     *
     * @return by the bytes of the paths; empty if everything fitted
     */
    public List<MergeConflict> conflicts() {
        return conflicts;
    }

    /**
     * Whether it can be written: there were no conflicts, or they were resolved as asked.
     *
     * @return true if so
     */
    public boolean isWhole() {
        return resolved;
    }

    /**
     * The merged entries, to be compared, scanned or layered.
     *
     * @return the entries; each reading reads both sides again
     * @throws DisklessException code {@link FaultCode#CONFLICT} if there are conflicts that nobody resolved
     */
    public EntrySource entries() throws DisklessException {
        checkWhole();
        return composition;
    }

    /**
     * Writes the overlay. The same input gives the same bytes.
     *
     * @param format its format
     * @param target receives the bytes; closed in every case. Only when this method returned, the overlay is whole
     * @param progress gets a child that counts entries; polled for cancellation while contents are copied
     * @throws DisklessException code {@link FaultCode#CONFLICT} if there are conflicts that nobody resolved; nothing is
     *     written then
     * @throws IOException if a side changed since it was read, the format refuses an entry, the caller cancelled, or
     *     reading or writing fails
     */
    public void writeTo(OverlayFormat format, OutputStream target, Progress progress) throws IOException {
        try (target) {
            checkWhole();
            composition.writeTo(format, target, progress);
        }
    }

    private void checkWhole() throws DisklessException {
        if (!resolved) {
            throw new DisklessException(FaultDetail.of(FaultCode.CONFLICT, "the overlays contradict each other")
                    .at(conflicts.get(0).path())
                    .found(conflicts.size() == 1 ? "1 conflict" : conflicts.size() + " conflicts")
                    .cure("settle them in the overlays, or choose a side"));
        }
    }

    /**
     * Writes the overlay to a file of the host that only its owner can read, for it may hold secrets. It appears under its
     * name only when it is whole, and durably.
     *
     * @param format its format
     * @param target the new file; its directory has to be there
     * @param replace whether a regular file that is there may be replaced; a link is never followed or replaced
     * @param progress gets a child that counts entries; polled for cancellation while contents are copied
     * @throws DisklessException code {@link FaultCode#EXISTS} if something is there that may not be replaced
     * @throws IOException if there are conflicts that nobody resolved, a side changed since it was read, the format refuses an entry, the caller
     *     cancelled, or reading or writing fails; nothing is left behind then
     */
    public void writeTo(OverlayFormat format, Path target, boolean replace, Progress progress) throws IOException {
        checkWhole();
        WholeFile.writeOverlay(target, replace, format, out -> composition.writeTo(format, out, progress));
    }

    @Override
    public String toString() {
        StringBuilder lines = new StringBuilder();
        conflicts.forEach(conflict -> lines.append(conflict).append('\n'));
        return lines.toString();
    }
}
