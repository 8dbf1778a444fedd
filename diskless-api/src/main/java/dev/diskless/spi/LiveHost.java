package dev.diskless.spi;

import dev.diskless.device.BlockDevice;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Opens the real devices of the machine that this program runs on. A plug-in that can do more is a {@link ListingHost},
 * a {@link WritingHost}, an {@link ImageHost} or a {@link MountingHost}.
 */
public interface LiveHost extends Plugin {

    /**
     * Whether this plug-in knows the machine it runs on.
     *
     * @return true if {@link #openDevice} can work here, if only to say what it lacks
     */
    boolean applies();

    /**
     * Opens a device for reading. Others may use it meanwhile, and change what is read.
     *
     * @param device its path, for example {@code /dev/sdb}; symbolic links are followed
     * @return the open device with its true size and sector size; read-only
     * @throws IOException if it is not there or no block device, the host refuses, or a part that this plug-in needs is
     *     absent; what the host said and what would help are in the fault
     */
    BlockDevice openDevice(Path device) throws IOException;
}
