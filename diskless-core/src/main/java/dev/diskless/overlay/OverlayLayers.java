package dev.diskless.overlay;

import dev.diskless.fault.InvalidRequestException;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Puts overlays on top of each other, such as one for all machines, one for a role and one for a host:
 * {@code OverlayLayers.of(new Layer("base", base), new Layer("role", role), new Layer("host", host)).join()}.
 *
 * <p>Precedence, the same for every path and every type of entry, directories with their mode and owner among them:
 *
 * <ol>
 *   <li>The highest layer that has a path gives it, whole: content, mode, owner, time.
 *   <li>What is no directory hides everything that lower layers have below its path.
 *   <li>An entry below a path hides what lower layers have at that path if it is no directory.
 *   <li>{@code etc/apk/world} and {@code etc/apk/protected_paths.d/lbu.list} are put together from all layers unless
 *       {@link #withoutUnions()} is asked for: a world has the constraints of all, sorted, of several on one package the
 *       highest layer's; a list has the rules of all in the order of the layers, of several on one path the highest
 *       layer's. Mode, owner and time are those of the highest layer. Where one of them is above 64 KiB the
 *       highest layer gives the file. A service in a runlevel is a link of its own, so
 *       that runlevels add up by the first rule.
 *   <li>A hard link to a file that is not from the same layer any more becomes a file of its own with the content that
 *       it had in its layer.
 * </ol>
 *
 * <p>Entries that would take more than five eighths of the largest heap ({@link Runtime#maxMemory}) are refused with a
 * {@link dev.diskless.fault.LimitExceededException}. Within a layer counts what stands there after unpacking. A layer cannot take away what a lower one has. Immutable;
 * thread-safe if its sources are.
 */
public final class OverlayLayers {

    /** Most layers. */
    public static final int MAX_LAYERS = 16;

    /**
     * One of the overlays.
     *
     * @param name names it in results, for example {@code base}
     * @param entries what it has
     */
    public record Layer(String name, EntrySource entries) {

        public Layer {
            Objects.requireNonNull(name);
            Objects.requireNonNull(entries);
        }
    }

    private final List<Layer> layers;
    private final boolean unions;

    private OverlayLayers(List<Layer> layers, boolean unions) {
        this.layers = layers;
        this.unions = unions;
    }

    /**
     * Layers of different names.
     *
     * @param lowestFirst the layers, each over those before it
     * @return the layers; nothing is read yet
     * @throws InvalidRequestException if there are none or more than {@link #MAX_LAYERS}, or two have one name
     */
    public static OverlayLayers of(Layer... lowestFirst) throws InvalidRequestException {
        List<Layer> layers = List.of(lowestFirst);
        if (layers.isEmpty() || layers.size() > MAX_LAYERS) {
            throw new InvalidRequestException(InvalidRequestException.detail("too few or too many layers")
                    .expected("1 to " + MAX_LAYERS)
                    .found(layers.size()));
        }
        Set<String> names = new HashSet<>();
        for (Layer layer : layers) {
            if (!names.add(layer.name())) {
                throw new InvalidRequestException(InvalidRequestException.detail("two layers of one name")
                        .found(layer.name())
                        .cure("give each layer a name of its own"));
            }
        }
        return new OverlayLayers(layers, true);
    }

    /**
     * The same, but the highest layer gives every file, lists too.
     *
     * @return the layers
     */
    public OverlayLayers withoutUnions() {
        return new OverlayLayers(layers, false);
    }

    /**
     * Reads all layers and decides for every path.
     *
     * @return the joined overlay; contents are read when it is written
     * @throws IOException if a layer is damaged, has an entry below one of its own that is no directory, or reading fails
     */
    public LayeredOverlay join() throws IOException {
        return join(Progress.silent());
    }

    /**
     * Reads all layers and decides for every path.
     *
     * @param progress gets a child for each layer that counts entries; polled for cancellation
     * @return the joined overlay; contents are read when it is written
     * @throws IOException if a layer is damaged, has an entry below one of its own that is no directory, the caller
     *     cancelled, or reading fails
     */
    public LayeredOverlay join(Progress progress) throws IOException {
        return new LayerJoin(layers, unions, progress).join();
    }
}
