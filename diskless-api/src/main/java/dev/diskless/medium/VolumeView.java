package dev.diskless.medium;

import java.nio.file.Path;
import java.util.Objects;

/**
 * One file system on a medium, as its content.
 *
 * @param partition number of the partition it fills; 0 if it fills the whole device
 * @param description what it says of itself
 * @param root its root directory, open for reading while the medium is
 */
public record VolumeView(int partition, FileSystemDescription description, Path root) {

    public VolumeView {
        Objects.requireNonNull(description);
        Objects.requireNonNull(root);
    }
}
