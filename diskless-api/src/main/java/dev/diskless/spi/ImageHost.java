package dev.diskless.spi;

import dev.diskless.device.BlockDevice;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A live host that can open image files better than the JDK can: zeroed ranges give their room back to the file system
 * that holds the image.
 */
public interface ImageHost extends LiveHost {

    /**
     * Opens an existing image file for reading and writing.
     *
     * @param image a regular file; symbolic links are followed
     * @param sectorSize bytes: 512 or 4096; that of the disk which the image is for, since no file says it
     * @return the open device; bytes after the last whole sector are left out
     * @throws IOException if the file is not there or no regular file, a device of the host shows it (code {@link
     *     dev.diskless.fault.FaultCode#CONFLICT}), the host refuses, or a part that this plug-in needs is absent
     */
    BlockDevice openImage(Path image, int sectorSize) throws IOException;
}
