package dev.diskless.contract.preflight;

import dev.diskless.medium.BootDescription;
import dev.diskless.medium.FileSystemDescription;
import dev.diskless.medium.MediumView;
import dev.diskless.medium.OverlayDescription;
import dev.diskless.medium.PartitionTable;
import dev.diskless.medium.VolumeView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A medium whose volumes are directories: {@code FakeMedium.of(root)}. */
public record FakeMedium(
        Optional<PartitionTable> table,
        List<VolumeView> volumes,
        List<OverlayDescription> overlays,
        List<BootDescription> bootSystems)
        implements MediumView {

    /** The UUID of every volume. */
    public static final String UUID = "5d1f5a4c-4b52-4dd9-9f0e-1f2c3a4b5c6d";

    /** The label of every volume. */
    public static final String LABEL = "APKOVL";

    /** A medium with one ext4 volume per directory. */
    public static FakeMedium of(Path... roots) {
        List<VolumeView> volumes = new ArrayList<>();
        for (Path root : roots) {
            FileSystemDescription description =
                    new FileSystemDescription("ext4", LABEL, UUID, 4096, 1000, 500, 100, 50, List.of("extent"), true);
            volumes.add(new VolumeView(roots.length == 1 ? 0 : volumes.size() + 1, description, root));
        }
        return new FakeMedium(Optional.empty(), List.copyOf(volumes), List.of(), List.of());
    }
}
