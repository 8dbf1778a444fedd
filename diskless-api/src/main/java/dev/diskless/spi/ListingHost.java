package dev.diskless.spi;

import dev.diskless.medium.DeviceDescription;
import java.io.IOException;
import java.util.List;

/** A live host that can say which devices there are. */
public interface ListingHost extends LiveHost {

    /**
     * The disks of the machine and their partitions as the host sees them, those that have a size. Nothing on them is
     * read.
     *
     * @return one description a device, in the order of their paths' bytes
     * @throws IOException if the host does not say
     */
    List<DeviceDescription> devices() throws IOException;
}
