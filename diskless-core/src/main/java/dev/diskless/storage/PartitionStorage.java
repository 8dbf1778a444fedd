package dev.diskless.storage;

import dev.diskless.fault.Fault;
import dev.diskless.medium.WritingOptions;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StorageOptions;
import dev.diskless.spi.StoredObject;
import dev.diskless.spi.WritingFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The root directory of a file system in an image or on a device, kept open. One that can be changed is a
 * {@link dev.diskless.spi.WritableStorage}; an image is then locked, and a device is in nobody else's use, until the storage is
 * closed. Closing closes the file system and the device, in this order.
 *
 * <p>Thread-safe.
 */
public sealed class PartitionStorage implements Storage permits WritablePartitionStorage {

    private final DirectoryStorage root;
    private final FileSystem fileSystem;
    private final OpenedDevice device;
    private final @Nullable IOException whyReadOnly;

    PartitionStorage(
            DirectoryStorage root, FileSystem fileSystem, OpenedDevice device, @Nullable IOException whyReadOnly) {
        this.root = root;
        this.fileSystem = fileSystem;
        this.device = device;
        this.whyReadOnly = whyReadOnly;
    }

    /**
     * Opens a file system, for writing where its format, its features, its state and the device allow it.
     *
     * @param image an image file, or a device of this host
     * @param partition the number of the partition, from 1; 0 for the only file system there is
     * @param options where plug-ins are found, the clock for the times of files, randomness
     * @return the storage
     * @throws IOException if there is no such image, partition or file system (code
     *     {@link dev.diskless.fault.FaultCode#NOT_FOUND}), there are several and none is named (code
     *     {@link dev.diskless.fault.FaultCode#INVALID_REQUEST}), another program uses it (code
     *     {@link dev.diskless.fault.FaultCode#CONFLICT}), it is damaged, or reading fails
     */
    public static PartitionStorage open(Path image, int partition, StorageOptions options) throws IOException {
        if (partition < 0) {
            throw new IllegalArgumentException("partition " + partition);
        }
        OpenedDevice device;
        try {
            device = OpenedDevice.of(image, options.registry());
        } catch (IOException e) {
            throw StorageFaults.reading(e, image);
        }
        try {
            VolumePlace place = VolumePlace.find(device.device(), image.toString(), partition, options.registry());
            String identity = image + (place.partition() == 0 ? "" : ":" + place.partition());
            return opened(device, place, identity, options);
        } catch (IOException e) {
            try (device) {
                throw StorageFaults.reading(e, image);
            }
        } catch (RuntimeException e) {
            try (device) {
                throw e;
            }
        }
    }

    private static PartitionStorage opened(
            OpenedDevice device, VolumePlace place, String identity, StorageOptions options) throws IOException {
        IOException refused = null;
        if (place.format() instanceof WritingFormat writing && !device.device().isReadOnly()) {
            try {
                FileSystem volume = writing.openWritable(place.range(), WritingOptions.of(options.clock()));
                return over(volume, device, identity, options, null);
            } catch (IOException e) {
                if (!(e instanceof Fault)) {
                    throw e;
                }
                refused = e;
            }
        }
        return over(place.format().open(place.range()), device, identity, options, refused);
    }

    private static PartitionStorage over(
            FileSystem volume,
            OpenedDevice device,
            String identity,
            StorageOptions options,
            @Nullable IOException refused)
            throws IOException {
        try {
            Path top = volume.getRootDirectories().iterator().next();
            DirectoryStorage root = DirectoryStorage.of(top, identity, options.random());
            return volume.isReadOnly()
                    ? new PartitionStorage(root, volume, device, refused)
                    : new WritablePartitionStorage(root, volume, device);
        } catch (IOException | RuntimeException e) {
            try (volume) {
                throw e;
            }
        }
    }

    DirectoryStorage root() {
        return root;
    }

    /**
     * Why a file system whose format can be written was opened for reading only.
     *
     * @return what the format said, for example that another program left it in use; empty where it can be written, or
     *     where the format or the device cannot
     */
    public Optional<IOException> whyReadOnly() {
        return Optional.ofNullable(whyReadOnly);
    }

    @Override
    public String identity() {
        return root.identity();
    }

    @Override
    public List<StoredObject> list() throws IOException {
        return root.list();
    }

    @Override
    public List<String> strays() throws IOException {
        return root.strays();
    }

    @Override
    public InputStream open(String name) throws IOException {
        return root.open(name);
    }

    @Override
    public OptionalLong usableBytes() throws IOException {
        OptionalLong room = root.usableBytes();
        return fileSystem.isReadOnly() ? OptionalLong.empty() : room;
    }

    @Override
    public void close() throws IOException {
        try (device;
                fileSystem;
                root) {
            return;
        } catch (IOException e) {
            throw StorageFaults.changing(e, identity());
        }
    }

    @Override
    public String toString() {
        return identity();
    }
}
