package dev.diskless.spi;

import dev.diskless.device.BlockDevice;
import dev.diskless.medium.WritingOptions;
import java.io.IOException;
import java.nio.file.FileSystem;

/** A file system format whose existing file systems can be changed. */
public interface WritingFormat extends FileSystemFormat {

    /**
     * Opens a file system for reading and changing. What is changed is durable after {@code force} of a channel or of a
     * directory, and when the file system was closed; a power cut at any time leaves each change done or not done.
     *
     * @param device the device; stays open when the file system is closed. Nobody else may use it meanwhile.
     * @param options clock and conditions
     * @return the file system, to be closed by the caller
     * @throws IOException if the device is read-only, carries something else or something damaged, a feature that
     *     cannot be written, or something left in use by another program, or reading or writing fails
     */
    FileSystem openWritable(BlockDevice device, WritingOptions options) throws IOException;
}
