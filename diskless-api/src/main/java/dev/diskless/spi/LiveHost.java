package dev.diskless.spi;

import dev.diskless.device.BlockDevice;
import java.io.IOException;
import java.nio.file.Path;

/** Opens the real devices of the machine that this program runs on. */
public interface LiveHost extends Plugin {

    /**
     * Whether this plug-in knows the machine it runs on.
     *
     * @return true if {@link #openDevice} can work here
     */
    boolean applies();

    /**
     * Opens a device for reading.
     *
     * @param device its path, for example {@code /dev/sdb}
     * @return the open device with its true size and sector size
     * @throws IOException if it is no block device, or the host refuses
     */
    BlockDevice openDevice(Path device) throws IOException;
}
