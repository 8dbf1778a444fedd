package dev.diskless.medium;

import java.nio.file.Path;
import java.util.List;

/**
 * What of a source is its boot system.
 *
 * @param files files, directories and links to be carried over, each directory before what it holds, in an order that
 *     does not depend on that of the source's listings
 * @param bytes how many bytes of file content that is
 * @param leftBehind what lies in the source and is no part of the boot system, relative to the source, sorted
 */
public record BootFiles(List<Path> files, long bytes, List<String> leftBehind) {

    public BootFiles {
        files = List.copyOf(files);
        leftBehind = List.copyOf(leftBehind);
        if (bytes < 0) {
            throw new IllegalArgumentException("negative size: " + bytes);
        }
    }
}
