package dev.diskless.spi;

import dev.diskless.device.LiveDevice;
import java.io.IOException;
import java.nio.file.Path;

/** A live host that can open devices for writing. */
public interface WritingHost extends LiveHost {

    /**
     * Opens a device for reading and writing while nobody else uses it: no other exclusive opening, mount, swap area or
     * layered device of it or of one of its partitions exists, and none can come into being until the device is closed.
     *
     * @param device its path, for example {@code /dev/sdb}; symbolic links are followed
     * @return the open device; a {@link dev.diskless.device.PartitionedDevice} where it is a whole disk
     * @throws IOException if it is not there or no block device, is in use (code {@link
     *     dev.diskless.fault.FaultCode#CONFLICT}, with the mount point or whatever else uses it), is write-protected,
     *     the host refuses, or a part that this plug-in needs is absent
     */
    LiveDevice openExclusively(Path device) throws IOException;
}
