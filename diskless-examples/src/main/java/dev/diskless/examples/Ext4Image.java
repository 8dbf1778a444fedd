package dev.diskless.examples;

import dev.diskless.device.BlockDevice;
import dev.diskless.device.ImageFile;
import dev.diskless.ext4.Ext4;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.WritingOptions;
import dev.diskless.spi.FileSystemFormat;
import dev.diskless.spi.Registry;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands on file systems have in common: where the file system is, and how it is opened. */
@SuppressWarnings("NullAway.Init") // picocli sets the parameters.
final class Ext4Image {

    private final Registry registry = Registry.standard();

    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "IMAGE[:N]", description = "the image file, or a partition of it")
    private String location;

    @Option(
            names = "--sector-size",
            paramLabel = "BYTES",
            description = "512 or 4096, as the disk has that the image is for; 512 by default")
    private int sectorSize = 512;

    /** What is done with the root directory of an open file system. */
    interface Work<T> {
        T in(Path root) throws IOException;
    }

    /** What is done with the part of an image that a file system fills. */
    interface VolumeWork<T> {
        T on(BlockDevice volume) throws IOException;
    }

    <T> T read(Work<T> work) throws IOException {
        return onVolume(false, volume -> {
            try (FileSystem fileSystem = placed(() -> Ext4.open(volume))) {
                return work.in(fileSystem.getPath("/"));
            }
        });
    }

    <T> T change(WritingOptions options, Work<T> work) throws IOException {
        return onVolume(true, volume -> {
            try (FileSystem fileSystem = placed(() -> Ext4.openWritable(volume, options))) {
                return work.in(fileSystem.getPath("/"));
            } catch (ReadOnlyFileSystemException e) {
                throw new DisklessException(
                        FaultDetail.of(FaultCode.UNSUPPORTED, "this file system can only be read")
                                .at(location),
                        e);
            }
        });
    }

    <T> T onVolume(boolean write, VolumeWork<T> work) throws IOException {
        if (sectorSize != 512 && sectorSize != 4096) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--sector-size must be 512 or 4096");
        }
        ImageLocation place = ImageLocation.parse(location);
        if (Files.exists(place.image()) && !Files.isRegularFile(place.image())) {
            throw new InvalidRequestException(InvalidRequestException.detail("this is no image file")
                    .at(place.image())
                    .cure("name an image file"));
        }
        FileSystemFormat format = registry.find(FileSystemFormat.class, "ext4");
        try (BlockDevice device =
                write ? ImageFile.open(place.image(), sectorSize) : ImageFile.openReadOnly(place.image(), sectorSize)) {
            return work.on(place.volume(device, format, registry));
        }
    }

    /** Something that may fail at a place inside the file system. */
    interface Step<T> {
        T run() throws IOException;
    }

    /** Runs a step; a failure then names the image before the place inside. */
    <T> T placed(Step<T> step) throws IOException {
        try {
            return step.run();
        } catch (IOException e) {
            throw placed(e);
        }
    }

    /** A failure inside the file system, with the image before the place. */
    IOException placed(IOException failure) {
        if (failure instanceof Fault fault) {
            FaultDetail detail = fault.detail();
            String path = detail.path();
            boolean known = detail.code() == FaultCode.CANCELLED
                    || path != null
                            && path.startsWith(
                                    ImageLocation.parse(location).image().toString());
            return known ? failure : new DisklessException(at(detail, path == null ? "" : path), failure);
        }
        if (!(failure instanceof FileSystemException told) || told.getFile() == null) {
            return failure;
        }
        return new DisklessException(at(detail(told), told.getFile()), failure);
    }

    private FaultDetail at(FaultDetail detail, String path) {
        String place = path.isEmpty() ? location : location + " " + path;
        return detail.position().isPresent()
                ? detail.at(place, detail.position().getAsLong())
                : detail.at(place);
    }

    private static FaultDetail detail(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return FaultDetail.of(FaultCode.NOT_FOUND, "there is no such file or directory");
        }
        if (failure instanceof FileAlreadyExistsException) {
            return FaultDetail.of(FaultCode.EXISTS, "there is something already")
                    .cure("remove it or use another name");
        }
        if (failure instanceof DirectoryNotEmptyException) {
            return FaultDetail.of(FaultCode.CONFLICT, "the directory is not empty")
                    .cure("remove what is in it first");
        }
        if (failure instanceof NotDirectoryException) {
            return FaultDetail.of(FaultCode.INVALID_REQUEST, "this is no directory");
        }
        if (failure instanceof NotLinkException) {
            return FaultDetail.of(FaultCode.INVALID_REQUEST, "this is no symbolic link");
        }
        if (failure instanceof FileSystemLoopException) {
            return FaultDetail.of(FaultCode.INVALID_REQUEST, "too many symbolic links one after another");
        }
        String reason = failure.getReason();
        return FaultDetail.of(FaultCode.IO, reason == null ? failure.getClass().getSimpleName() : reason);
    }

    String location() {
        return location;
    }
}
