package dev.diskless.examples;

import dev.diskless.device.BlockDevice;
import dev.diskless.device.ImageFile;
import dev.diskless.ext4.Ext4;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.medium.WritingOptions;
import dev.diskless.spi.FileSystemFormat;
import dev.diskless.spi.MountingHost;
import dev.diskless.spi.Registry;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StorageOptions;
import dev.diskless.storage.RemountedMedium;
import dev.diskless.storage.Storages;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/** Opens what lbu works on: the root of a machine, and the place of its overlays. */
final class LbuPlaces {

    private LbuPlaces() {}

    /** Where overlays lie; a medium is mounted if it is not. */
    record StoragePlace(String location, boolean medium) {}

    /** What is done with the open root or storage. */
    interface Work<T> {
        int with(T opened) throws IOException;
    }

    /** Works on a directory, or on the root of a file system in an image. */
    static int onRoot(String place, boolean change, Work<Path> work) throws IOException {
        if (Files.isDirectory(Path.of(place))) {
            return work.with(Path.of(place));
        }
        ImageLocation image = ImageLocation.parse(place);
        if (!Files.isRegularFile(image.image())) {
            throw new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "there is no such root")
                    .at(place)
                    .expected("a directory, or IMAGE:N"));
        }
        Registry registry = Registry.standard();
        FileSystemFormat format = registry.find(FileSystemFormat.class, "ext4");
        try (BlockDevice device = change ? ImageFile.open(image.image()) : ImageFile.openReadOnly(image.image())) {
            BlockDevice volume = image.volume(device, format, registry);
            try (FileSystem system = change
                    ? Ext4.openWritable(volume, new WritingOptions(Clock.systemUTC(), false))
                    : Ext4.open(volume)) {
                return work.with(system.getPath("/"));
            }
        }
    }

    /** Works on a storage; what had to be mounted or made writable for that is put back. */
    static int onStorage(StoragePlace place, boolean change, Work<Storage> work) throws IOException {
        Registry registry = Registry.standard();
        Closeable mounted = mounted(place, change, registry);
        try (mounted;
                Storage storage = open(place.location(), registry)) {
            return work.with(storage);
        }
    }

    private static Closeable mounted(StoragePlace place, boolean change, Registry registry) throws IOException {
        Optional<MountingHost> host = RemountedMedium.host(registry);
        if (place.medium()) {
            if (!Files.isDirectory(Path.of(place.location()))) {
                throw new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "there is no such medium")
                        .at(place.location())
                        .cure("name a directory below /media"));
            }
            if (host.isPresent()) {
                return change
                        ? RemountedMedium.writable(host.get(), place.location())
                        : RemountedMedium.mounted(host.get(), place.location());
            }
        }
        // Elsewhere than below /media a read-only mount is somebody's wish.
        boolean below = place.location().startsWith("/media/") && Files.isDirectory(Path.of(place.location()));
        return change && below && host.isPresent()
                ? RemountedMedium.holding(host.get(), Path.of(place.location()))
                : () -> {};
    }

    private static Storage open(String location, Registry registry) throws IOException {
        return Storages.open(
                location,
                StorageOptions.of(Clock.systemUTC(), new SecureRandom()).withRegistry(registry));
    }
}
