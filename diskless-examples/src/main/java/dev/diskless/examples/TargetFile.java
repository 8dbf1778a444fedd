package dev.diskless.examples;

import dev.diskless.device.BlockDevice;
import dev.diskless.device.ImageFile;
import dev.diskless.fault.InvalidRequestException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The file that a file system is made in, as {@code mke2fs} treats it: one that is not there is made and, if making fails,
 * deleted; one that is too small is made larger; one that is larger than asked for keeps its size.
 */
final class TargetFile implements Closeable {

    private final Path file;
    private final ImageFile image;
    private final BlockDevice device;
    private boolean temporary;

    private TargetFile(Path file, ImageFile image, long length, boolean made) {
        this.file = file;
        this.image = image;
        this.device = length == image.size() ? image : image.range(0, length);
        this.temporary = made;
    }

    /**
     * Opens or makes the file.
     *
     * @param size of the file system; null for that of the file
     * @param blockSize that is asked for; 0 if none is
     */
    static TargetFile open(Path file, @Nullable Ext4Size size, int blockSize) throws IOException {
        if (!Files.exists(file)) {
            if (size == null) {
                throw refused(file, "the file is not there, and no size is given", "add a size, for example 64m");
            }
            long length = positive(file, size.bytes(blockSize));
            return new TargetFile(file, ImageFile.create(file, length), length, true);
        }
        if (!Files.isRegularFile(file)) {
            throw refused(file, "this is no regular file", "name a file");
        }
        long present = Files.size(file);
        long length = positive(file, size == null ? Ext4Size.wholeBlocks(present, blockSize) : size.bytes(blockSize));
        if (present < length) {
            enlarge(file, length);
        }
        ImageFile image = ImageFile.open(file);
        return new TargetFile(file, image, length, false);
    }

    private static void enlarge(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), length - 1);
        }
    }

    private static long positive(Path file, long length) throws InvalidRequestException {
        if (length <= 0) {
            throw refused(file, "a file system of no size", "name a size, for example 64m");
        }
        return length;
    }

    private static InvalidRequestException refused(Path file, String what, String cure) {
        return new InvalidRequestException(
                InvalidRequestException.detail(what).at(file).cure(cure));
    }

    BlockDevice device() {
        return device;
    }

    /** Says that the work is done, and the file stays. */
    void keep() {
        temporary = false;
    }

    @Override
    public void close() throws IOException {
        image.close();
        if (temporary) {
            Files.deleteIfExists(file);
        }
    }
}
