package dev.diskless.medium;

import java.nio.file.Path;
import java.util.Objects;

/**
 * One way in which a device of the machine is used.
 *
 * @param kind how
 * @param device what is used: the device that was asked about, a partition of it, or the disk it is a partition of
 * @param user the mount point, or the name of the device that is made from it; empty for a swap area
 */
public record DeviceUse(Kind kind, Path device, String user) {

    /** How a device is used. */
    public enum Kind {
        /** A file system on it is mounted; reading only, it may be. */
        MOUNT,
        /** The host swaps to it. */
        SWAP,
        /** Another device is made from it: encryption, a volume group, an array, a loop device. */
        LAYER
    }

    public DeviceUse {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(device);
        Objects.requireNonNull(user);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case MOUNT -> device + " mounted on " + user;
            case SWAP -> device + " in use as swap";
            case LAYER -> device + " in use by " + user;
        };
    }
}
