package dev.diskless.storage;

import dev.diskless.device.BlockDevice;
import dev.diskless.device.ImageFile;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.spi.LiveHost;
import dev.diskless.spi.Registry;
import dev.diskless.spi.WritingHost;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * An image file or a device of the host, for writing where that is possible. An image that is written is locked against
 * others who lock it too; a device is opened exclusively.
 */
record OpenedDevice(BlockDevice device, @Nullable FileChannel lock) implements Closeable {

    static OpenedDevice of(Path image, Registry registry) throws IOException {
        if (Files.isRegularFile(image)) {
            return Files.isWritable(image) ? locked(image) : new OpenedDevice(ImageFile.openReadOnly(image), null);
        }
        if (!Files.exists(image)) {
            throw new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "there is no such file or directory")
                    .at(image)
                    .cure("name a directory, a disk image or a device"));
        }
        if (Files.isDirectory(image)) {
            throw new InvalidRequestException(InvalidRequestException.detail("a directory has no partitions")
                    .at(image)
                    .cure("name an image file or a device"));
        }
        for (LiveHost host : registry.all(LiveHost.class)) {
            if (host.applies()) {
                return new OpenedDevice(live(host, image), null);
            }
        }
        throw registry.notFound(LiveHost.class, "no plug-in opens devices of this host");
    }

    private static OpenedDevice locked(Path image) throws IOException {
        FileChannel lock = FileChannel.open(image, StandardOpenOption.WRITE);
        try {
            if (!isLocked(lock)) {
                throw new DisklessException(FaultDetail.of(FaultCode.CONFLICT, "another program changes the image")
                        .at(image)
                        .cure("wait until it is done"));
            }
            return new OpenedDevice(ImageFile.open(image), lock);
        } catch (IOException | RuntimeException e) {
            try (lock) {
                throw e;
            }
        }
    }

    // Where the host knows no locks nobody can hold one.
    private static boolean isLocked(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (UnsupportedOperationException | IOException e) {
            return true;
        }
    }

    private static BlockDevice live(LiveHost host, Path device) throws IOException {
        if (!(host instanceof WritingHost writing)) {
            return host.openDevice(device);
        }
        try {
            return writing.openExclusively(device);
        } catch (IOException e) {
            if (e instanceof Fault fault && fault.code() == FaultCode.CONFLICT) {
                throw e;
            }
            try {
                return host.openDevice(device);
            } catch (IOException second) {
                e.addSuppressed(second);
                throw e;
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (lock == null) {
            device.close();
            return;
        }
        try (lock) {
            device.close();
        }
    }
}
