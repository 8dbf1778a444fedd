package dev.diskless;

import dev.diskless.internal.HostSources;
import dev.diskless.lbu.Lbu;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StorageOptions;
import dev.diskless.storage.Storages;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The door to everything: makes diskless media and opens them.
 *
 * <pre>{@code
 * var report = Diskless.image(Path.of("stick.img"))
 *         .boot(Path.of("medium"))
 *         .hostname("edge-1")
 *         .packages("openssh", "chrony")
 *         .overlay(o -> o.text("etc/motd", "hello\n").enable("sshd", "default"))
 *         .build();
 *
 * try (var medium = Diskless.open(Path.of("stick.img"))) {
 *     System.out.println(medium.report());
 * }
 *
 * try (var storage = Diskless.storage("stick.img:1")) {
 *     System.out.println(Diskless.lbu(Path.of("root"), storage).status());
 * }
 * }</pre>
 *
 * <p>Nothing here needs root, mounts anything or keeps state for the process. Thread-safe.
 */
public final class Diskless {

    private Diskless() {}

    /**
     * Starts the making of a disk image.
     *
     * @param output the image file; appears only when it is whole
     * @return a builder with every option at its default
     */
    public static ImageBuilder image(Path output) {
        return new ImageBuilder(output);
    }

    /**
     * Opens a place where overlays lie, with the clock and the randomness of the host. {@link Storages#open} takes
     * others, credentials and plug-ins.
     *
     * @param location a directory, {@code IMAGE:N} for a partition of an image or device, {@code ram:}, or an address of
     *     a web server
     * @return the storage, a {@link dev.diskless.spi.WritableStorage} where it can be written; close it
     * @throws IOException if there is nothing, no plug-in knows such places, or reading fails
     */
    public static Storage storage(String location) throws IOException {
        return Storages.open(location, StorageOptions.of(HostSources.clock(), HostSources.random()));
    }

    /**
     * Saves, compares and brings back the state of a machine, as {@code lbu} does.
     *
     * @param root the root directory of the machine: {@code /} on the machine itself
     * @param storage where its overlays lie; stays open
     * @return the commands, with every option at its default
     */
    public static Lbu lbu(Path root, Storage storage) {
        return Lbu.of(root, storage);
    }

    /**
     * Opens a disk image, or a device of this machine, for reading.
     *
     * @param image the image file
     * @return the open medium; close it
     * @throws IOException if there is no such file, or no plug-in knows what is on it, or reading fails
     */
    public static Medium open(Path image) throws IOException {
        return open(image, MediumOptions.standard());
    }

    /**
     * Opens a disk image, or a device of this machine, for reading.
     *
     * @param image the image file
     * @param options keys to verify packages with, where to find plug-ins, progress and cancellation
     * @return the open medium; close it
     * @throws IOException if there is no such file, or no plug-in knows what is on it, or reading fails
     */
    public static Medium open(Path image, MediumOptions options) throws IOException {
        return Medium.open(image, options);
    }
}
