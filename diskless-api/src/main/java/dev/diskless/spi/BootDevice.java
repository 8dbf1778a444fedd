package dev.diskless.spi;

import dev.diskless.medium.BootDescription;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Puts a boot system on a target, in the way one family of boot loaders wants it, and says what is there. */
public interface BootDevice extends Plugin {

    /**
     * Describes the boot system in a directory tree.
     *
     * @param root the root of a volume, or of a source of boot files
     * @return the description; empty if there is no boot repository in it
     * @throws IOException if reading fails
     */
    Optional<BootDescription> describe(Path root) throws IOException;

    /**
     * Copies the boot files and installs the loader.
     *
     * <p>Every block of every file is allocated, because loaders misread holes. Modes and times are those of the
     * source; overlays are never copied.
     *
     * @param source root of a source of boot files
     * @param target an empty directory, usually the root of a new volume
     * @param keepOwners whether owners and groups are those of the source; else both are 0
     * @param progress counts bytes
     * @return what the target now holds
     * @throws IOException if the source has no boot repository or changes under the copy, the target is full, or
     *     reading or writing fails
     */
    BootDescription install(Path source, Path target, boolean keepOwners, Progress progress) throws IOException;
}
