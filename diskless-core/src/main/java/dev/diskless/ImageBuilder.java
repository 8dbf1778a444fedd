package dev.diskless;

import dev.diskless.progress.Cancellation;
import dev.diskless.progress.ProgressListener;
import dev.diskless.spi.Registry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes a disk image with one ext4 partition that holds a boot system, an overlay and a package cache.
 *
 * <p>The same request gives the same bytes: identities that are not given follow from the request, and times that are
 * not given are the image's time. The image appears under its name only when it is whole. For one thread; may build more
 * than once.
 */
public final class ImageBuilder {

    /** Size of an image unless another is given: 1 GiB. */
    public static final long DEFAULT_SIZE = 1L << 30;

    final Path output;
    final List<String> packages = new ArrayList<>();
    final List<Path> keys = new ArrayList<>();
    final List<OverlayEdit> overlay = new ArrayList<>();

    @Nullable
    Path source;

    long size = DEFAULT_SIZE;

    @Nullable
    String hostname;

    @Nullable
    String repository;

    @Nullable
    String architecture;

    @Nullable
    UUID uuid;

    @Nullable
    Instant time;

    String label = "APKOVL";
    String media = "diskless";
    boolean keepOverlay;
    boolean keepOwners;
    boolean replace;
    Registry registry = Registry.standard();
    ProgressListener listener = ProgressListener.NONE;
    Cancellation cancellation = Cancellation.NEVER;

    ImageBuilder(Path output) {
        this.output = Objects.requireNonNull(output);
    }

    /**
     * Sets where the boot files and packages come from. Must be given.
     *
     * @param directory a directory in the layout of a real medium: a boot repository one level below it, and usually
     *     {@code boot/}, {@code .alpine-release} and the configuration of a loader
     * @return this builder
     */
    public ImageBuilder boot(Path directory) {
        source = Objects.requireNonNull(directory);
        return this;
    }

    /**
     * Sets the size of the image.
     *
     * @param bytes a multiple of 512, at most 2 TiB, which is as far as an MBR reaches; {@link #DEFAULT_SIZE} by default
     * @return this builder
     */
    public ImageBuilder size(long bytes) {
        size = bytes;
        return this;
    }

    /**
     * Names the machine, and by that its overlay.
     *
     * @param name a host name; by default that of the kept overlay, else {@code localhost}
     * @return this builder
     */
    public ImageBuilder hostname(String name) {
        hostname = Objects.requireNonNull(name);
        return this;
    }

    /**
     * Adds packages to the machine, beside {@code alpine-base}. They and all they need go into the cache.
     *
     * @param names package names
     * @return this builder
     */
    public ImageBuilder packages(String... names) {
        packages.addAll(List.of(names));
        return this;
    }

    /**
     * Adds public keys that the caller vouches for. Without any, packages are only checked for being consistent with
     * the keys that the source itself carries.
     *
     * @param files key files, named as packages name them, and directories of such files
     * @return this builder
     */
    public ImageBuilder keys(Path... files) {
        keys.addAll(List.of(files));
        return this;
    }

    /**
     * Sets the remote address that the cache stands for and the machine will ask when it has a network.
     *
     * @param address the address of a repository, without architecture; by default that of the source's release. A name
     *     and a password in it get into {@code etc/apk/repositories} of the overlay, because apk needs them there, and
     *     nowhere else
     * @return this builder
     */
    public ImageBuilder repository(String address) {
        repository = Objects.requireNonNull(address);
        return this;
    }

    /**
     * Chooses one of the architectures of a source that has packages of several.
     *
     * @param name for example {@code x86_64}; by default the only one
     * @return this builder
     */
    public ImageBuilder architecture(String name) {
        architecture = Objects.requireNonNull(name);
        return this;
    }

    /**
     * Changes what the overlay holds. Runs when the image is built, after the overlay has got its own settings; more
     * than once for one image, so it must do the same each time.
     *
     * @param change adds to the overlay
     * @return this builder
     */
    public ImageBuilder overlay(OverlayEdit change) {
        overlay.add(Objects.requireNonNull(change));
        return this;
    }

    /**
     * Adds a file to the overlay, owned by root, with the mode of its source.
     *
     * @param path where the machine will have it, without leading slash
     * @param file its source
     * @return this builder
     */
    public ImageBuilder file(String path, Path file) {
        Objects.requireNonNull(path);
        Objects.requireNonNull(file);
        return overlay(tree -> tree.file(path, file));
    }

    /**
     * Takes the overlay that lies on the source as the base of the new one. Without this it is left behind.
     *
     * @return this builder
     */
    public ImageBuilder keepOverlay() {
        keepOverlay = true;
        return this;
    }

    /**
     * Keeps owners and groups of the source's files. Without this both are 0.
     *
     * @return this builder
     */
    public ImageBuilder keepOwners() {
        keepOwners = true;
        return this;
    }

    /**
     * Names the mount point below {@code /media}, by which overlay and cache are found again.
     *
     * @param name {@code diskless} by default
     * @return this builder
     */
    public ImageBuilder media(String name) {
        media = Objects.requireNonNull(name);
        return this;
    }

    /**
     * Sets the identity of the file system.
     *
     * @param identity not all zeros; by default it follows from the request
     * @return this builder
     */
    public ImageBuilder uuid(UUID identity) {
        uuid = Objects.requireNonNull(identity);
        return this;
    }

    /**
     * Sets the label of the file system.
     *
     * @param text at most 16 bytes of UTF-8 without control characters, empty for none; {@code APKOVL} by default
     * @return this builder
     */
    public ImageBuilder label(String text) {
        label = Objects.requireNonNull(text);
        return this;
    }

    /**
     * Sets the time of everything that has no time of its own.
     *
     * @param instant by default that of the environment variable {@code SOURCE_DATE_EPOCH}, else the newest time in the
     *     source; from 1970 to 2446, whole seconds count
     * @return this builder
     */
    public ImageBuilder time(Instant instant) {
        time = Objects.requireNonNull(instant);
        return this;
    }

    /**
     * Replaces an image file that is there already. It stays as it is until the new one is whole.
     *
     * @return this builder
     */
    public ImageBuilder replace() {
        replace = true;
        return this;
    }

    /**
     * Sets where plug-ins are found.
     *
     * @param plugins by default where the loaders of this library and of the calling thread look
     * @return this builder
     */
    public ImageBuilder registry(Registry plugins) {
        registry = Objects.requireNonNull(plugins);
        return this;
    }

    /**
     * Reports progress.
     *
     * @param receiver to whom
     * @return this builder
     */
    public ImageBuilder progress(ProgressListener receiver) {
        listener = Objects.requireNonNull(receiver);
        return this;
    }

    /**
     * Makes the build one that can be cancelled; then nothing is left behind.
     *
     * @param token says when
     * @return this builder
     */
    public ImageBuilder cancellation(Cancellation token) {
        cancellation = Objects.requireNonNull(token);
        return this;
    }

    /**
     * Builds the image.
     *
     * @return what was made, read back from the image
     * @throws dev.diskless.fault.InvalidRequestException if an option is missing, malformed or contradicts another
     * @throws dev.diskless.fault.UntrustedException if an index or a package does not match its signature or digest
     * @throws dev.diskless.fault.ImageFullException if the image is too small; the cure names a size that is enough
     * @throws dev.diskless.fault.CancelledException if the caller cancelled
     * @throws IOException for every other fault of the source, the host or the output; nothing is left behind, and an
     *     image that was to be replaced is as it was
     */
    public ImageReport build() throws IOException {
        return new ImageBuild(this).run();
    }
}
