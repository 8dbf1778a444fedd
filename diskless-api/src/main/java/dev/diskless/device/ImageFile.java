package dev.diskless.device;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * A block device in a file. Thread-safe as {@link BlockDevice} asks for.
 *
 * <p>An interrupt that arrives during a transfer closes the file for every thread, as the JDK defines; the image is
 * unusable from then on, and every later call fails.
 */
public final class ImageFile implements BlockDevice {

    private static final int ZERO_CHUNK = 1 << 20;
    private static final long FULL_MARGIN = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private final long size;
    private final int sectorSize;
    private final boolean readOnly;

    // Above this mark a new file was never written and reads as zeros.
    private long freshFrom;

    private ImageFile(Path path, FileChannel channel, long size, int sectorSize, boolean readOnly, long freshFrom) {
        this.path = path;
        this.channel = channel;
        this.size = size;
        this.sectorSize = sectorSize;
        this.readOnly = readOnly;
        this.freshFrom = freshFrom;
    }

    /**
     * Makes a new file that reads as zeros and takes room only where it is written, if its host can do that.
     *
     * @param path the file; must not exist
     * @param size bytes; a positive multiple of 512
     * @return the open device, with sectors of 512 bytes
     * @throws java.nio.file.FileAlreadyExistsException if the file exists
     * @throws IOException if the size is no multiple of 512, or the host fails; a file made by then is deleted
     */
    public static ImageFile create(Path path, long size) throws IOException {
        return create(path, size, 512);
    }

    /**
     * Makes a new file that reads as zeros and takes room only where it is written, if its host can do that.
     *
     * @param path the file; must not exist
     * @param size bytes; a positive multiple of the sector size
     * @param sectorSize bytes: 512 or 4096
     * @return the open device
     * @throws java.nio.file.FileAlreadyExistsException if the file exists
     * @throws IOException if the size is no multiple of the sector size, or the host fails; a file made by then is
     *     deleted
     */
    public static ImageFile create(Path path, long size, int sectorSize) throws IOException {
        checkSectorSize(sectorSize);
        if (size <= 0 || size % sectorSize != 0) {
            throw new InvalidRequestException(InvalidRequestException.detail("bad image size")
                    .at(path)
                    .expected("a positive multiple of " + sectorSize + " bytes")
                    .found(size));
        }
        FileChannel channel = FileChannel.open(
                path,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.SPARSE);
        try {
            ImageFile image = new ImageFile(path, channel, size, sectorSize, false, 0);
            image.transfer(size - 1, ByteBuffer.allocate(1));
            return image;
        } catch (IOException | RuntimeException e) {
            try (channel) {
                Files.deleteIfExists(path);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /**
     * Opens an existing file that is only read.
     *
     * @param path the file
     * @return the open device, with sectors of 512 bytes; bytes after the last whole sector are left out
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws IOException if the host fails
     */
    public static ImageFile openReadOnly(Path path) throws IOException {
        return openReadOnly(path, 512);
    }

    /**
     * Opens an existing file that is only read.
     *
     * @param path the file
     * @param sectorSize bytes: 512 or 4096; that of the disk which the image is for, since no file says it
     * @return the open device; bytes after the last whole sector are left out
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws IOException if the host fails
     */
    public static ImageFile openReadOnly(Path path, int sectorSize) throws IOException {
        return open(path, sectorSize, StandardOpenOption.READ);
    }

    /**
     * Opens an existing file for reading and writing.
     *
     * @param path the file
     * @return the open device, with sectors of 512 bytes; bytes after the last whole sector are left out
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws IOException if the host fails
     */
    public static ImageFile open(Path path) throws IOException {
        return open(path, 512);
    }

    /**
     * Opens an existing file for reading and writing.
     *
     * @param path the file
     * @param sectorSize bytes: 512 or 4096; that of the disk which the image is for, since no file says it
     * @return the open device; bytes after the last whole sector are left out
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws IOException if the host fails
     */
    public static ImageFile open(Path path, int sectorSize) throws IOException {
        return open(path, sectorSize, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static ImageFile open(Path path, int sectorSize, StandardOpenOption... options) throws IOException {
        checkSectorSize(sectorSize);
        FileChannel channel = FileChannel.open(path, options);
        try {
            long size = channel.size() / sectorSize * sectorSize;
            return new ImageFile(path, channel, size, sectorSize, options.length == 1, Long.MAX_VALUE);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void checkSectorSize(int sectorSize) {
        if (sectorSize != 512 && sectorSize != 4096) {
            throw new IllegalArgumentException("sector size must be 512 or 4096: " + sectorSize);
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int sectorSize() {
        return sectorSize;
    }

    @Override
    public boolean isReadOnly() {
        return readOnly;
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        Objects.checkFromIndexSize(position, target.remaining(), size);
        long at = position;
        while (target.hasRemaining()) {
            int count = channel.read(target, at);
            if (count < 0) {
                throw new CorruptInputException(CorruptInputException.detail("the file has become shorter")
                        .at(path, at)
                        .expected(size + " bytes")
                        .found(channel.size() + " bytes"));
            }
            at += count;
        }
    }

    @Override
    public void write(long position, ByteBuffer source) throws IOException {
        checkWritable();
        Objects.checkFromIndexSize(position, source.remaining(), size);
        touch(position + source.remaining());
        transfer(position, source);
    }

    private void transfer(long position, ByteBuffer source) throws IOException {
        long at = position;
        try {
            while (source.hasRemaining()) {
                at += channel.write(source, at);
            }
        } catch (IOException e) {
            throw failedToWrite(at, source.remaining(), e);
        }
    }

    // The JDK tells a full disk from other failures only by a text in the language of the host.
    private IOException failedToWrite(long position, long length, IOException cause) {
        boolean full;
        try {
            full = Files.getFileStore(path).getUsableSpace() < length + FULL_MARGIN;
        } catch (IOException e) {
            full = false;
        }
        FaultDetail detail = FaultDetail.of(full ? FaultCode.HOST_FULL : FaultCode.IO, "the host failed to write")
                .at(path, position)
                .found(String.valueOf(cause.getMessage()));
        return new DisklessException(full ? detail.cure("free room on its disk, or write elsewhere") : detail, cause);
    }

    /**
     * Makes a range read as zeros. Room that the file takes already is not given back, for the JDK cannot punch holes
     * (an {@link dev.diskless.spi.ImageHost} can); where the file has a hole, or was never written, none is taken.
     */
    @Override
    public void zero(long position, long length) throws IOException {
        checkWritable();
        Objects.checkFromIndexSize(position, length, size);
        long end = Math.min(position + length, fresh());
        int chunk = (int) Math.min(ZERO_CHUNK, Math.max(0, end - position));
        ByteBuffer zeros = ByteBuffer.allocate(chunk);
        ByteBuffer present = ByteBuffer.allocate(chunk);
        for (long at = position; at < end; ) {
            int count = (int) Math.min(chunk, end - at);
            read(at, present.clear().limit(count));
            if (!present.flip().equals(zeros.clear().limit(count))) {
                transfer(at, zeros);
            }
            at += count;
        }
    }

    @Override
    public void flush() throws IOException {
        if (readOnly) {
            return;
        }
        try {
            channel.force(true);
        } catch (IOException e) {
            throw failedToWrite(0, 0, e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private void checkWritable() {
        if (readOnly) {
            throw new NonWritableChannelException();
        }
    }

    private synchronized void touch(long end) {
        freshFrom = Math.max(freshFrom, end);
    }

    private synchronized long fresh() {
        return freshFrom;
    }
}
