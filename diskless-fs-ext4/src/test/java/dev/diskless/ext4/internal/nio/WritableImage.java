package dev.diskless.ext4.internal.nio;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.ImageFile;
import dev.diskless.ext4.CleanImage;
import dev.diskless.ext4.Ext4;
import dev.diskless.medium.WritingOptions;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** An image that the real mkfs.ext4 has made, open for writing; {@code e2fsck} judges it whenever it was closed. */
final class WritableImage implements Closeable {

    private final Path image;
    private final AtomicLong clock =
            new AtomicLong(Instant.parse("2024-01-01T00:00:00Z").toEpochMilli());
    private ImageFile device;
    private FileSystem fileSystem;

    private WritableImage(Path image) throws IOException {
        this.image = image;
        reopen();
    }

    /** Makes one with these options of mkfs.ext4. */
    static WritableImage make(Path image, long size, String... options) throws IOException {
        ImageFile.create(image, size).close();
        List<Object> arguments = new ArrayList<>(List.of("-q", "-F"));
        arguments.addAll(List.of(options));
        arguments.add(image);
        RealTool.Outcome outcome = RealTool.named("mkfs.ext4").run(arguments.toArray());
        if (outcome.status() != 0) {
            throw new IOException(outcome.err());
        }
        return new WritableImage(image);
    }

    private InstantSource ticking() {
        return () -> Instant.ofEpochMilli(clock.incrementAndGet());
    }

    /** An empty directory that stays the same. */
    Path root() throws IOException {
        return Files.createDirectories(fileSystem.getPath("/root"));
    }

    /** Fills the volume until about so many bytes are free. */
    void leaveRoom(long bytes) throws IOException {
        byte[] ballast = new byte[1 << 16];
        Path file = fileSystem.getPath("/ballast");
        while (Files.getFileStore(file.getParent()).getUnallocatedSpace() > bytes) {
            Files.write(file, ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    void reopen() throws IOException {
        if (fileSystem != null) {
            close();
        }
        device = ImageFile.open(image);
        fileSystem = Ext4.openWritable(device, new WritingOptions(ticking(), false));
    }

    @Override
    public void close() throws IOException {
        try {
            fileSystem.close();
        } finally {
            device.close();
        }
        CleanImage.check(image);
    }
}
