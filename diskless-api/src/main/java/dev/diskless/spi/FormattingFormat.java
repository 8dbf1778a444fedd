package dev.diskless.spi;

import dev.diskless.device.BlockDevice;
import dev.diskless.medium.FormatOptions;
import java.io.IOException;
import java.nio.file.FileSystem;

/** A file system format that can make new file systems. */
public interface FormattingFormat extends FileSystemFormat {

    /**
     * Makes an empty file system that fills a device, and opens it so that it can be filled.
     *
     * <p>The file system is whole only when it was closed without an exception; before that, no tool recognises it. All
     * that was on the device before is lost. Files, directories, links and special files can be created in it; times
     * that are not set are those of the options, owner and group are 0.
     *
     * @param device the device; stays open when the file system is closed
     * @param options label, identity and time
     * @return the file system, to be closed by the caller
     * @throws IOException if the device is too small or too large, an option does not fit the format, or writing fails
     */
    FileSystem format(BlockDevice device, FormatOptions options) throws IOException;

    /**
     * How much room a file system on a device of a size would have.
     *
     * @param deviceSize bytes
     * @return bytes that files and directories could fill; 0 if no file system fits
     */
    long capacity(long deviceSize);
}
