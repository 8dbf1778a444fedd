package dev.diskless.overlay;

import dev.diskless.overlay.internal.PackCheck;
import dev.diskless.overlay.internal.PackLayout;
import dev.diskless.overlay.internal.PackSettings;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressUnit;
import java.io.IOException;
import java.io.InputStream;

/** What {@link OverlayPacker} wrote. Immutable, thread-safe. */
public final class PackedOverlay {

    private final PackLayout layout;
    private final PackSettings settings;

    PackedOverlay(PackLayout layout, PackSettings settings) {
        this.layout = layout;
        this.settings = settings;
    }

    /**
     * The size of the overlay.
     *
     * @return bytes
     */
    public long bytes() {
        return layout.packedBytes();
    }

    /**
     * The size of the archive in it.
     *
     * @return bytes
     */
    public long unpackedBytes() {
        return layout.plainBytes();
    }

    /**
     * How much of the overlay was taken over from an earlier one.
     *
     * @return bytes; at most {@link #bytes()}
     */
    public long takenOverBytes() {
        return layout.takenOverBytes();
    }

    /**
     * Checks that what can be read now is what was written: what was taken over by its digest, everything else by
     * unpacking it.
     *
     * @param written the overlay from its start, read from where it lies; not closed
     * @param name names it in faults
     * @param progress gets one child that counts bytes of the overlay; polled for cancellation
     * @throws dev.diskless.fault.CorruptInputException if it is anything else
     * @throws IOException if reading fails or the caller cancelled
     */
    public void verify(InputStream written, String name, Progress progress) throws IOException {
        try (Progress child = progress.child("reading back", ProgressUnit.BYTES, bytes())) {
            new PackCheck(layout, name).run(written, settings.threads(), child);
        }
    }

    PackLayout layout() {
        return layout;
    }

    PackSettings settings() {
        return settings;
    }

    @Override
    public String toString() {
        return "PackedOverlay[" + bytes() + " bytes, " + takenOverBytes() + " taken over]";
    }
}
