package dev.diskless.medium;

import java.util.List;
import java.util.Objects;

/**
 * What an installation of a boot system did.
 *
 * @param description the boot system that the target now holds
 * @param leftBehind what lies in the source and was not carried over, because it is no part of the boot system:
 *     overlays, caches, other files; names of the top level and paths of what was left out below it, relative to the
 *     source, sorted by bytes
 * @param files how many files, directories and links were made
 * @param bytes how many bytes of file content were copied
 */
public record BootInstallation(BootDescription description, List<String> leftBehind, long files, long bytes) {

    public BootInstallation {
        Objects.requireNonNull(description);
        leftBehind = List.copyOf(leftBehind);
        if (files < 0 || bytes < 0) {
            throw new IllegalArgumentException(files + " files with " + bytes + " bytes");
        }
    }
}
