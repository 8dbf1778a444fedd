package dev.diskless;

import dev.diskless.device.BlockDevice;
import dev.diskless.device.ImageFile;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.ImageFullException;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.Printable;
import dev.diskless.fault.ProviderNotFoundException;
import dev.diskless.internal.OutputFile;
import dev.diskless.internal.SizeText;
import dev.diskless.medium.FormatOptions;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import dev.diskless.progress.Progress;
import dev.diskless.spi.FileSystemFormat;
import dev.diskless.spi.FormattingFormat;
import dev.diskless.spi.PartitionScheme;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One run of a builder: reads and checks everything first, then writes, then reads back, then publishes. */
final class ImageBuild {

    /** Where the partition starts, in bytes. */
    private static final long ALIGNMENT = 1 << 20;

    private static final int SECTOR = 512;

    /** An MBR counts sectors in 32 bits. */
    private static final long MOST = (1L << 32) * SECTOR;

    /** Reading the source, the boot files, the overlay, the cache, verifying the cache. */
    private static final int STEPS = 5;

    private static final int LABEL_BYTES = 16;
    private static final UUID NO_UUID = new UUID(0, 0);

    private final ImageBuilder request;

    ImageBuild(ImageBuilder request) {
        this.request = request;
    }

    ImageReport run() throws IOException {
        FormattingFormat format = formatter();
        PartitionScheme scheme = request.registry.find(PartitionScheme.class, "mbr");
        checkSize();
        checkNames();
        checkPlace();
        ImagePreparation preparation = new ImagePreparation(request);
        try (OutputFile output = OutputFile.prepare(request.output, request.replace);
                Progress progress = Progress.root("build image", STEPS, request.listener, request.cancellation)) {
            ImageContent content = preparation.prepare(progress);
            checkRoom(format, content);
            MediumReport medium;
            try {
                write(output.file(), format, scheme, content, progress);
                medium = readBack(output.file(), progress);
            } catch (IOException e) {
                throw explained(output.named(e), format, content);
            }
            progress.check();
            output.publish();
            return content.report(request.output, medium);
        }
    }

    private void write(
            Path file, FormattingFormat format, PartitionScheme scheme, ImageContent content, Progress progress)
            throws IOException {
        try (BlockDevice device = ImageFile.create(file, request.size)) {
            BlockDevice partition = device.range(ALIGNMENT, request.size - ALIGNMENT);
            FormatOptions options =
                    new FormatOptions(request.label, content.uuid(), content.hashSeed(), content.time());
            try (FileSystem fileSystem = format.format(partition, options)) {
                content.writeTo(fileSystem.getRootDirectories().iterator().next(), progress);
            }
            Partition linux = new Partition(1, ALIGNMENT, request.size - ALIGNMENT, Partition.MBR_LINUX, true, "");
            scheme.write(
                    device,
                    new PartitionTable(scheme.name(), content.diskSignature(), request.size, SECTOR, List.of(linux)));
            device.flush();
        }
    }

    private MediumReport readBack(Path file, Progress progress) throws IOException {
        MediumOptions options =
                new MediumOptions(request.keys, request.registry, request.listener, request.cancellation);
        try (Medium medium = Diskless.open(file, options)) {
            return medium.report(progress).at(request.output.toString());
        }
    }

    private FormattingFormat formatter() throws ProviderNotFoundException {
        if (request.registry.find(FileSystemFormat.class, "ext4") instanceof FormattingFormat format) {
            return format;
        }
        throw request.registry.notFound(FileSystemFormat.class, "the ext4 plug-in cannot format");
    }

    private void checkSize() throws InvalidRequestException {
        if (request.size <= ALIGNMENT || request.size > MOST || request.size % SECTOR != 0) {
            throw new InvalidRequestException(InvalidRequestException.detail("bad image size")
                    .at(request.output)
                    .expected("a multiple of " + SECTOR + " bytes, above " + ALIGNMENT + ", at most " + MOST
                            + ", which is as far as an MBR reaches")
                    .found(request.size)
                    .cure("choose a size in whole mebibytes, such as 64M"));
        }
    }

    private void checkNames() throws InvalidRequestException {
        boolean plain = Printable.text(request.label).equals(request.label);
        if (!plain || request.label.getBytes(StandardCharsets.UTF_8).length > LABEL_BYTES) {
            throw new InvalidRequestException(InvalidRequestException.detail("bad volume label")
                    .at(request.output)
                    .expected("at most " + LABEL_BYTES + " bytes of UTF-8 without control characters")
                    .found(request.label));
        }
        if (NO_UUID.equals(request.uuid)) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("the UUID of zeros means that a file system has none")
                            .at(request.output)
                            .cure("give another, or none: one follows from the request"));
        }
    }

    // An image among the boot files would be copied into itself.
    private void checkPlace() throws IOException {
        Path directory = request.output.toAbsolutePath().getParent();
        if (request.source == null
                || directory == null
                || !Files.isDirectory(directory)
                || !Files.isDirectory(request.source)) {
            return;
        }
        Path source = request.source.toRealPath();
        Path place = directory.toRealPath();
        if (place.startsWith(source) && !place.equals(source)) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("the output lies inside the source of the boot files")
                            .at(request.output)
                            .found(request.source)
                            .cure("write elsewhere"));
        }
    }

    private void checkRoom(FormattingFormat format, ImageContent content) throws IOException {
        if (format.capacity(request.size - ALIGNMENT) < content.leastBytes()) {
            throw tooSmall(format, content, null);
        }
    }

    private ImageFullException tooSmall(FormattingFormat format, ImageContent content, @Nullable IOException cause)
            throws IOException {
        long needed = content.ampleBytes();
        long enough = ALIGNMENT;
        do {
            enough += Math.max(ALIGNMENT, enough / 64 / ALIGNMENT * ALIGNMENT);
        } while (enough <= MOST && (enough <= request.size || format.capacity(enough - ALIGNMENT) < needed));
        FaultDetail detail = ImageFullException.detail("the image is too small")
                .at(request.output)
                .expected("room for " + SizeText.of(content.leastBytes()) + " and the overlay")
                .found(SizeText.of(request.size))
                .cure(
                        enough <= MOST
                                ? "make it " + enough / ALIGNMENT + "M"
                                : "carry over less: no MBR reaches that far");
        return new ImageFullException(detail, cause);
    }

    // What fails while the image is written fails in a file that the caller does not know yet.
    private IOException explained(IOException e, FormattingFormat format, ImageContent content) throws IOException {
        if (!(e instanceof Fault fault)) {
            return e;
        }
        switch (fault.code()) {
            case FULL:
                return tooSmall(format, content, e);
            case HOST_FULL:
                return new DisklessException(
                        FaultDetail.of(FaultCode.HOST_FULL, "the disk that the image is written to is full")
                                .at(request.output)
                                .cure("free room on it, or write elsewhere"),
                        e);
            default:
                return e;
        }
    }
}
