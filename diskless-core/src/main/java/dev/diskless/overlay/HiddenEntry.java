package dev.diskless.overlay;

import dev.diskless.fault.Printable;
import java.util.Objects;

/**
 * An entry that layered overlays lost because a higher layer has something there that leaves no room for it. Immutable;
 * printed as one line, such as {@code etc/x/y of base: hidden by etc/x of host}.
 *
 * @param path the entry, as entries have it
 * @param layer the layer it is in
 * @param by what is in its way: no directory above it, or an entry below it that is no directory
 * @param byLayer the layer that has that
 */
public record HiddenEntry(String path, String layer, String by, String byLayer) {

    public HiddenEntry {
        Objects.requireNonNull(path);
        Objects.requireNonNull(layer);
        Objects.requireNonNull(by);
        Objects.requireNonNull(byLayer);
    }

    @Override
    public String toString() {
        return Printable.text(path + " of " + layer + ": hidden by " + by + " of " + byLayer);
    }
}
