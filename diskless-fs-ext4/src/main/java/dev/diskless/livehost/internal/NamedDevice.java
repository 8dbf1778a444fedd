package dev.diskless.livehost.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.medium.DeviceDescription;
import dev.diskless.medium.FileSystemDescription;
import dev.diskless.spi.FileSystemFormat;
import dev.diskless.spi.ListingHost;
import dev.diskless.spi.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The device that a line of a table means: by its path, or by what is on it. */
final class NamedDevice {

    private NamedDevice() {}

    /** The device of a name: a path, {@code UUID=x} or {@code LABEL=x}, raw. */
    static Path find(ListingHost host, Path root, String name) throws IOException {
        boolean uuid = name.regionMatches(true, 0, "UUID=", 0, 5);
        boolean label = name.regionMatches(true, 0, "LABEL=", 0, 6);
        if (!uuid && !label) {
            return HostName.path(name).orElseThrow(() -> notFound(name));
        }
        String value = HostName.text(name.substring(name.indexOf('=') + 1));
        Path link = root.resolve("dev/disk/by-" + (uuid ? "uuid/" : "label/") + value.replace('/', '_'));
        if (Files.exists(link)) {
            return link.toRealPath();
        }
        for (DeviceDescription device : host.devices()) {
            Optional<FileSystemDescription> found = probe(host, device.path());
            if (found.filter(volume -> uuid
                            ? volume.uuid().toLowerCase(Locale.ROOT).equals(value.toLowerCase(Locale.ROOT))
                            : volume.label().equals(value))
                    .isPresent()) {
                return device.path();
            }
        }
        throw notFound(name);
    }

    /** The type that a line says, or that of what is on the device where it says {@code auto}. */
    static String type(ListingHost host, Path device, String said) throws IOException {
        if (!said.equals("auto")) {
            return said;
        }
        return probe(host, device)
                .map(FileSystemDescription::type)
                .orElseThrow(() -> new DisklessException(
                        FaultDetail.of(FaultCode.UNSUPPORTED, "the type of the file system is not known")
                                .at(device)
                                .cure("name the type in etc/fstab")));
    }

    // Drives without a medium, and file systems too damaged to be described, are not what is looked for.
    private static Optional<FileSystemDescription> probe(ListingHost host, Path path) {
        try (BlockDevice device = host.openDevice(path)) {
            for (FileSystemFormat format : Registry.standard().all(FileSystemFormat.class)) {
                Optional<FileSystemDescription> found = format.probe(device);
                if (found.isPresent()) {
                    return found;
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static DisklessException notFound(String name) {
        return new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "no device answers to " + HostName.text(name))
                .cure("plug the medium in"));
    }
}
