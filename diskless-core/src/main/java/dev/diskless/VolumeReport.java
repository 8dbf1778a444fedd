package dev.diskless;

import dev.diskless.medium.FileSystemDescription;
import java.util.Objects;

/**
 * One file system of a medium.
 *
 * @param partition number of the partition it fills; 0 if it fills the whole medium
 * @param fileSystem what it says of itself
 */
public record VolumeReport(int partition, FileSystemDescription fileSystem) {

    public VolumeReport {
        Objects.requireNonNull(fileSystem);
    }
}
