package dev.diskless;

import dev.diskless.device.BlockDevice;
import dev.diskless.device.ImageFile;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.ImageFullException;
import dev.diskless.fault.InvalidRequestException;
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
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of a builder: reads and checks everything first, then writes, then reads back, then publishes. */
final class ImageBuild {

    /** Where the partition starts, in bytes. */
    private static final long ALIGNMENT = 1 << 20;

    private static final int SECTOR = 512;

    private final ImageBuilder request;

    ImageBuild(ImageBuilder request) {
        this.request = request;
    }

    ImageReport run() throws IOException {
        FormattingFormat format = formatter();
        PartitionScheme scheme = request.registry.find(PartitionScheme.class, "mbr");
        checkSize();
        try (OutputFile output = OutputFile.prepare(request.output, request.replace);
                Progress progress = Progress.root("build image", 6, request.listener, request.cancellation)) {
            ImageContent content = new ImagePreparation(request).prepare(progress);
            checkRoom(format, content);
            try {
                write(output.file(), format, scheme, content, progress);
            } catch (IOException e) {
                throw explained(e, format, content);
            }
            MediumReport medium = readBack(output.file(), progress);
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
        if (request.size <= ALIGNMENT || request.size % SECTOR != 0) {
            throw new InvalidRequestException(InvalidRequestException.detail("bad image size")
                    .at(request.output)
                    .expected("a multiple of " + SECTOR + " bytes above " + ALIGNMENT)
                    .found(request.size));
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
        } while (enough <= request.size || format.capacity(enough - ALIGNMENT) < needed);
        FaultDetail detail = ImageFullException.detail("the image is too small")
                .at(request.output)
                .expected("room for " + SizeText.of(content.leastBytes()) + " and the overlay")
                .found(SizeText.of(request.size))
                .cure("make it " + enough / ALIGNMENT + "M");
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
