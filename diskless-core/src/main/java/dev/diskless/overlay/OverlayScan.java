package dev.diskless.overlay;

import dev.diskless.medium.Finding;
import dev.diskless.medium.OverlayDescription;
import java.nio.file.Path;
import java.util.List;

/**
 * The overlays in the root of a volume.
 *
 * @param files everything that the boot would take for an overlay, sorted by the bytes of the names; more than
 *     {@code overlays} where some cannot be read
 * @param overlays those that are whole, in the same order
 * @param findings what is wrong with the others, and what the boot will not like about these
 */
public record OverlayScan(List<Path> files, List<OverlayDescription> overlays, List<Finding> findings) {

    public OverlayScan {
        files = List.copyOf(files);
        overlays = List.copyOf(overlays);
        findings = List.copyOf(findings);
    }

    /**
     * The names of the files.
     *
     * @return their names without directories, in the same order
     */
    public List<String> fileNames() {
        return files.stream().map(file -> String.valueOf(file.getFileName())).toList();
    }
}
