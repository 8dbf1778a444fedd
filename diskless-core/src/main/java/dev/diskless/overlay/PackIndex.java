package dev.diskless.overlay;

import dev.diskless.overlay.internal.EarlierOverlay;
import dev.diskless.overlay.internal.IndexFile;
import dev.diskless.overlay.internal.PackSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that says how an overlay was packed: where its stretches lie, digests of their bytes, of the headers in them and
 * of what the files looked like. With it {@link OverlayPacker} packs only what changed. It is advice: losing it costs
 * time, and one that is damaged, or belongs to another overlay, another level or another JDK, is not used. It holds
 * neither names nor contents.
 *
 * <p>It belongs on the machine whose root is captured, not on the medium, and never into an overlay: for example
 * {@code /var/cache/diskless/<host>.index}. Immutable; not to be written by two at a time.
 */
public final class PackIndex {

    private final Path file;

    private PackIndex(Path file) {
        this.file = file;
    }

    /**
     * The index in a file.
     *
     * @param file the file; need not be there
     * @return the index
     */
    public static PackIndex at(Path file) {
        return new PackIndex(file);
    }

    /**
     * Writes the index anew, for the overlay that was packed last. To be called when that is in place.
     *
     * @param overlay what was packed
     * @throws IOException if writing fails; there is no index then
     */
    public void write(PackedOverlay overlay) throws IOException {
        Path parent = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
        Path fresh = Files.createTempFile(parent, ".diskless-", "");
        try {
            try (OutputStream out = Files.newOutputStream(fresh)) {
                IndexFile.write(overlay.layout(), overlay.settings(), out);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            Files.deleteIfExists(file);
            throw e;
        }
    }

    @Nullable
    EarlierOverlay earlier(PackSettings settings, OverlayBytes overlay) {
        try (InputStream in = Files.newInputStream(file)) {
            return IndexFile.read(in, settings, overlay::open).orElse(null);
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return "PackIndex[" + file + "]";
    }
}
