package dev.diskless.medium;

import java.util.List;
import java.util.Optional;

/** A medium as checks see it: all of it, and only for reading. */
public interface MediumView {

    /**
     * The partition table.
     *
     * @return the table; empty if one file system fills the whole device
     */
    Optional<PartitionTable> table();

    /**
     * The file systems that could be read, in the order of their partitions.
     *
     * @return the volumes
     */
    List<VolumeView> volumes();

    /**
     * The overlays in the roots of the volumes.
     *
     * @return the overlays
     */
    List<OverlayDescription> overlays();

    /**
     * The boot systems on the volumes.
     *
     * @return the boot systems
     */
    List<BootDescription> bootSystems();
}
