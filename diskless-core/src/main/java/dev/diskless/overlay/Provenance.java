package dev.diskless.overlay;

import dev.diskless.fault.Printable;
import java.util.List;
import java.util.Objects;

/**
 * Where an entry of layered overlays came from. Immutable; printed as one line, such as {@code etc/motd: host, over role,
 * base} or {@code etc/apk/world: base + host}.
 *
 * @param path path from the root, as entries have it
 * @param layers the layer that gave it; of a file that was put together from several, all of them, the lowest first
 * @param overridden lower layers that have the path too and did not count, the highest first
 */
public record Provenance(String path, List<String> layers, List<String> overridden) {

    public Provenance {
        Objects.requireNonNull(path);
        layers = List.copyOf(layers);
        overridden = List.copyOf(overridden);
    }

    @Override
    public String toString() {
        String from = Printable.text(path) + ": " + Printable.text(String.join(" + ", layers));
        return overridden.isEmpty() ? from : from + ", over " + Printable.text(String.join(", ", overridden));
    }
}
