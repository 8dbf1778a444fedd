package dev.diskless.spi;

import dev.diskless.medium.BootDescription;
import dev.diskless.medium.BootFiles;
import dev.diskless.medium.BootInstallation;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Map;
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
     * Says what of a source would be carried over.
     *
     * @param source root of a source of boot files
     * @return the files, as paths below {@code source}
     * @throws IOException if the source has no boot repository, or holds something that cannot be carried over, or
     *     reading fails
     */
    BootFiles select(Path source) throws IOException;

    /**
     * The public keys that the initramfs of a boot system trusts: the files in its {@code etc/apk/keys}.
     *
     * @param root the root of a volume, or of a source of boot files
     * @return keys by file name, as packages name them, sorted by name; empty if no initramfs that can be read holds
     *     a key
     * @throws IOException if reading fails
     */
    Map<String, PublicKey> keys(Path root) throws IOException;

    /**
     * Copies the boot files and installs the loader.
     *
     * <p>Every block of every file is allocated, because loaders misread holes. Modes and times are those of the
     * source; overlays are never copied. If it fails or is cancelled, what it made in the target is deleted again.
     *
     * @param source root of a source of boot files
     * @param target a directory, usually the root of a new volume, that holds none of the names to be made
     * @param keepOwners whether owners and groups are those of the source; else both are 0
     * @param progress one unit of it is taken by a child that counts bytes
     * @return what the target now holds, and what was not carried over
     * @throws IOException if the source has no boot repository or changes under the copy, a name is taken in the
     *     target, the target is full, or reading or writing fails
     */
    BootInstallation install(Path source, Path target, boolean keepOwners, Progress progress) throws IOException;
}
