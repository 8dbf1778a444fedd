package dev.diskless.overlay.internal;

import dev.diskless.medium.OverlayEntry;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what was captured of a root as an overlay. */
public final class RootPacker {

    /**
     * An entry of a root.
     *
     * @param entry what headers say
     * @param content its content if it is a file
     */
    public record Item(OverlayEntry entry, @Nullable FileReference content) {}

    private RootPacker() {}

    /**
     * Packs.
     *
     * @param root where the entries are from
     * @param items the entries in their order
     * @param captured a point in time before the first of them was looked at
     * @param settings how
     * @param earlier what may be taken over; closed
     * @param out receives the overlay; closed
     * @param progress gets the bytes of the files
     * @return what was written
     * @throws IOException if an entry is refused, a file changed or cannot be read, or writing fails
     */
    public static PackLayout pack(
            Path root,
            List<Item> items,
            Instant captured,
            PackSettings settings,
            @Nullable EarlierOverlay earlier,
            OutputStream out,
            Progress progress)
            throws IOException {
        long bytes = items.stream().mapToLong(item -> item.entry().size()).sum();
        StretchPacker packer;
        try {
            packer = new StretchPacker(out, settings, root, captured, earlier, bytes, progress);
        } catch (IOException e) {
            out.close();
            throw e;
        }
        try (packer) {
            ApkovlWriter writer = new ApkovlWriter(packer, settings.choice(), true);
            for (Item item : items) {
                if (item.content() == null) {
                    writer.add(item.entry(), InputStream.nullInputStream());
                } else {
                    writer.add(item.entry(), item.content());
                }
            }
            writer.close();
        }
        return packer.layout();
    }
}
