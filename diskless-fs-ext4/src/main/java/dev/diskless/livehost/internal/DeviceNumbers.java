package dev.diskless.livehost.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Says which block device a path leads to. */
interface DeviceNumbers {

    /** Asks the host's file system. */
    DeviceNumbers HOST = path -> {
        int mode = (Integer) Files.getAttribute(path, "unix:mode");
        if ((mode & 0xF000) != 0x6000) {
            return Optional.empty();
        }
        long number = (Long) Files.getAttribute(path, "unix:rdev");
        long major = number >>> 32 & 0xFFFF_F000L | number >>> 8 & 0xFFF;
        long minor = number >>> 12 & 0xFFFF_FF00L | number & 0xFF;
        return Optional.of(major + ":" + minor);
    };

    /** Major and minor number with a colon between; empty if the path leads to something else. */
    Optional<String> of(Path path) throws IOException;
}
