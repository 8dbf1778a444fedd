package dev.diskless.spi;

import dev.diskless.device.BlockDevice;
import dev.diskless.medium.FileSystemDescription;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.util.Optional;

/** Recognises and opens one kind of file system. A format that can also make one is a {@link FormattingFormat}. */
public interface FileSystemFormat extends Plugin {

    /**
     * Looks whether a device carries this kind of file system.
     *
     * @param device the device, usually a partition
     * @return what it says of itself; empty if it is something else
     * @throws IOException if it is this kind and so damaged that it cannot be described, or reading fails
     */
    Optional<FileSystemDescription> probe(BlockDevice device) throws IOException;

    /**
     * Opens a file system for reading.
     *
     * @param device the device; stays open when the file system is closed
     * @return the file system
     * @throws IOException if the device carries something else, or something damaged, or a feature that cannot be
     *     read, or reading fails
     */
    FileSystem open(BlockDevice device) throws IOException;
}
