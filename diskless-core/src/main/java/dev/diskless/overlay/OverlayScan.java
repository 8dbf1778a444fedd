package dev.diskless.overlay;

import dev.diskless.medium.Finding;
import dev.diskless.medium.OverlayDescription;
import java.util.List;

/**
 * The overlays in the root of a volume.
 *
 * @param fileNames names of everything that the boot would take for an overlay, sorted by bytes; more than
 *     {@code overlays} where some cannot be read
 * @param overlays those that are whole, in the same order
 * @param findings what is wrong with the others, and what the boot will not like about these
 */
public record OverlayScan(List<String> fileNames, List<OverlayDescription> overlays, List<Finding> findings) {

    public OverlayScan {
        fileNames = List.copyOf(fileNames);
        overlays = List.copyOf(overlays);
        findings = List.copyOf(findings);
    }
}
