package dev.diskless.overlay;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.progress.Progress;
import dev.diskless.spi.OverlayFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * What layers make together, and where each entry of it came from. Printed as one line for each entry. Immutable;
 * thread-safe if the sources of its layers are.
 */
public final class LayeredOverlay {

    private final Composition composition;
    private final List<Provenance> provenance;
    private final List<HiddenEntry> hidden;

    LayeredOverlay(Composition composition, List<Provenance> provenance, List<HiddenEntry> hidden) {
        this.composition = composition;
        this.provenance = List.copyOf(provenance);
        this.hidden = List.copyOf(hidden);
    }

    /**
     * Where every entry came from.
     *
     * @return one for each entry, by the bytes of the paths
     */
    public List<Provenance> provenance() {
        return provenance;
    }

    /**
     * What lower layers have that found no room.
     *
     * @return one for each such entry, by the bytes of the paths, the lowest layer first
     */
    public List<HiddenEntry> hidden() {
        return hidden;
    }

    /**
     * The joined entries, to be compared, merged, scanned or layered again. The order is: what is no file, by name; the
     * files of each layer in its order; files and links at the top level.
     *
     * @return the entries; each reading reads the layers again
     */
    public EntrySource entries() {
        return composition;
    }

    /**
     * Writes the overlay. The same layers give the same bytes.
     *
     * @param format its format
     * @param target receives the bytes; closed in every case. Only when this method returned, the overlay is whole
     * @param progress gets a child that counts entries; polled for cancellation while contents are copied
     * @throws IOException if a layer changed since it was joined, the format refuses an entry, the caller cancelled, or
     *     reading or writing fails
     */
    public void writeTo(OverlayFormat format, OutputStream target, Progress progress) throws IOException {
        composition.writeTo(format, target, progress);
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
     * @throws IOException if a layer changed since it was joined, the format refuses an entry, the caller
     *     cancelled, or reading or writing fails; nothing is left behind then
     */
    public void writeTo(OverlayFormat format, Path target, boolean replace, Progress progress) throws IOException {
        WholeFile.writeOverlay(target, replace, format, out -> composition.writeTo(format, out, progress));
    }

    @Override
    public String toString() {
        StringBuilder lines = new StringBuilder();
        provenance.forEach(one -> lines.append(one).append('\n'));
        hidden.forEach(one -> lines.append(one).append('\n'));
        return lines.toString();
    }
}
