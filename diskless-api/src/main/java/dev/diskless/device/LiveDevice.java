package dev.diskless.device;

import java.io.IOException;

/** A real device of the machine, opened for writing. Its {@link #sectorSize} is the logical one. */
public interface LiveDevice extends BlockDevice {

    /**
     * The unit that the device writes without reading first; partitions and blocks are best aligned to it.
     *
     * @return bytes: a power of two, at least {@link #sectorSize}
     */
    int physicalSectorSize();

    /**
     * Tells the device that nobody needs the bytes of a range any more. What it reads as is not known until it is
     * written again. Does nothing where the device knows no such thing, and nothing to sectors that lie in the range
     * only in part.
     *
     * @param position bytes from the start of the device
     * @param length bytes
     * @throws IOException if the host fails
     */
    void discard(long position, long length) throws IOException;
}
