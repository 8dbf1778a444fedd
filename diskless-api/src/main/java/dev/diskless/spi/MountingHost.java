package dev.diskless.spi;

import dev.diskless.medium.MountedVolume;
import java.io.IOException;
import java.util.List;

/**
 * A live host that can say what is mounted and change that. The methods that change something need the rights of root;
 * where these or a part of the plug-in lack, the fault says what would help. Thread-safe as far as the machine is: what
 * others mount meanwhile counts.
 */
public interface MountingHost extends LiveHost {

    /**
     * What is mounted in the view of this process.
     *
     * @return the mounts in the order of the kernel; of several at one place the last one is that which is seen
     * @throws IOException if the host does not say
     */
    List<MountedVolume> mounts() throws IOException;

    /**
     * Makes a mount writable or read-only. All its other options stay as they are.
     *
     * @param wanted the mount at whose {@link MountedVolume#mountPoint()} the two read-only states are to be those that it
     *     says; a value of {@link #mounts} gives back the states of that time
     * @throws IOException if nothing is mounted there (code {@link dev.diskless.fault.FaultCode#NOT_FOUND}), files are open
     *     for writing (code {@link dev.diskless.fault.FaultCode#CONFLICT}), the device is write-protected, or the host
     *     refuses; the mount is then as it was
     */
    void remount(MountedVolume wanted) throws IOException;

    /**
     * Mounts what the machine's {@code /etc/fstab} says for a place.
     *
     * @param mountPoint an absolute path as it stands there
     * @throws IOException if no line has it or no device answers to the line (code {@link
     *     dev.diskless.fault.FaultCode#NOT_FOUND}), or the host refuses
     */
    void mount(String mountPoint) throws IOException;

    /**
     * Ends the mount that is seen at a place.
     *
     * @param mountPoint an absolute path
     * @throws IOException if nothing is mounted there (code {@link dev.diskless.fault.FaultCode#NOT_FOUND}), it is in use
     *     (code {@link dev.diskless.fault.FaultCode#CONFLICT}), or the host refuses
     */
    void unmount(String mountPoint) throws IOException;
}
