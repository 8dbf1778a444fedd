package dev.diskless.livehost.internal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A block device that the kernel knows.
 *
 * @param name the kernel's name, with {@code !} for a slash
 * @param number major and minor number with a colon between
 * @param disk the name of the disk that it is a partition of; null for a whole disk
 * @param directory its directory in {@code /sys}
 */
record BlockNode(String name, String number, @Nullable String disk, Path directory) {

    boolean isPartition() {
        return disk != null;
    }

    /** Whether using one of these two touches the other: they are the same, or disk and partition. */
    boolean touches(BlockNode other) {
        return name.equals(other.name) || name.equals(other.disk) || other.name.equals(disk);
    }
}
